"""The product as a patient and the staff meet it: the real model, the real actions, real words."""

import pytest

pytest.register_assert_rewrite("tests.product.shape")
