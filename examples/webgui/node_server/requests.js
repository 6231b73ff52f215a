// What comes in: JSON of a few kilobytes, or a refusal in two sentences.

const MOST_BYTES = 16 * 1024;

/** An answer that isn't what was asked for. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** The request's body, which must be an object in JSON. */
export async function readJson(request) {
  const content = await read(request);
  let found;
  try {
    found = JSON.parse(content);
  } catch {
    found = null;
  }
  if (found === null || typeof found !== 'object' || Array.isArray(found)) {
    throw new Refusal(400, 'The request is no object in JSON. Send one.');
  }
  return found;
}

async function read(request) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Refusal(413, `The request is larger than ${MOST_BYTES} bytes. Send less.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
