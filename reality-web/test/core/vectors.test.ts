import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RealityProtocolError } from '../../src/index.js';
import { readSyncResponse } from '../../src/core/readSyncResponse.js';

interface Part {
  readonly text: string;
  readonly times?: number;
}
interface Case {
  readonly name: string;
  readonly body?: string | Part[];
  readonly bodyBase64?: string;
  readonly message: unknown;
}

const file = new URL('../../../reality-protocol/vectors/sync-responses.json', import.meta.url);
const { valid, invalid } = JSON.parse(readFileSync(file, 'utf8')) as { valid: Case[]; invalid: Case[] };

/** Returns the text of the body; bytes are decoded as in `fetch`. */
function textOf({ body, bodyBase64 }: Case): string {
  if (bodyBase64 !== undefined) {
    return new TextDecoder().decode(Buffer.from(bodyBase64, 'base64'));
  }
  return typeof body === 'string' ? body : body!.map(repeated).join('');
}

function repeated({ text, times }: Part): string {
  return times === undefined
    ? text
    : Array.from({ length: times }, (_, at) => text.replaceAll('#', String(at))).join('');
}

function read(body: Case) {
  let json: unknown;
  try {
    json = JSON.parse(textOf(body));
  } catch {
    throw new RealityProtocolError('not JSON');
  }
  return readSyncResponse(json);
}

describe("the protocol's test vectors for sync responses", () => {
  test.each(valid.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { denied, retry, ...message } = read(one);
    expect({ ...message, ...(denied.length > 0 && { denied }), ...(retry > 0 && { retry }) }).toEqual(one.message);
  });

  test.each(invalid.map((one) => [one.name, one] as const))('rejects %s', (_, one) => {
    expect(() => read(one)).toThrow(RealityProtocolError);
  });
});
