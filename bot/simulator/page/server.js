// The simulator's control API.

export class Trouble extends Error {}

export async function look(what, query = {}) {
  return answerOf(fetch(`control/${what}?${new URLSearchParams(query)}`));
}

export async function act(what, body = {}) {
  return answerOf(
    fetch(`control/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    }),
  );
}

export async function people() {
  return (await answerOf(fetch("phone/people"))).people;
}

async function answerOf(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new Trouble("The simulator does not answer. Is it still running?");
  }
  const found = await response.json();
  if (!response.ok) throw new Trouble(found.error ?? String(response.status));
  return found;
}
