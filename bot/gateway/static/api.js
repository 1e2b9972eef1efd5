// The calls that this page makes. A refusal carries the server's sentence for the patient.

const SLOWEST_ANSWER_MS = 30000;

export class Refused extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

export async function isReady() {
  try {
    return (await fetch("health")).ok;
  } catch {
    return false;
  }
}

// {demo, patients}: whom a visitor may speak as; the last one is the unknown visitor.
export async function patients() {
  return call("api/patients");
}

export async function startSession(patient) {
  await call("api/session", { patient });
}

// `said` is {text} for what was typed, {button} for the id of a button that was offered.
export async function send(said) {
  return (await call("api/message", said)).messages;
}

async function call(path, body) {
  const request = { signal: AbortSignal.timeout(SLOWEST_ANSWER_MS) };
  if (body !== undefined) {
    request.method = "POST";
    request.headers = { "Content-Type": "application/json" };
    request.body = JSON.stringify(body);
  }
  const response = await fetch(path, request);
  const answer = await response.json();
  if (!response.ok) throw new Refused(response.status, answer.error);
  return answer;
}
