import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { hashOf } from '#core/hash.ts';
import { testKey } from '../../tests/api-house.ts';
import { type SignedDocument, signDocument, verifyDocument } from '../signed-document.ts';
import { FORM_EXAMPLES } from './examples.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
if (!hasPython)
  process.stderr.write('SKIPPED: the verifier in Python. Install python3 to have signed forms verified by it.\n');

const dir = mkdtempSync(join(tmpdir(), 'weir-verify-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const script = fileURLToPath(new URL('./verify.py', import.meta.url));

const python = (publicKeyPem: string, text: string): { status: number | null; said: string } => {
  writeFileSync(join(dir, 'key.pem'), publicKeyPem);
  writeFileSync(join(dir, 'form.json'), text);
  const { status, stdout, stderr } = spawnSync('python3', [script, join(dir, 'key.pem'), join(dir, 'form.json')], {
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
};

const key = testKey('requests-1a2b3c4d');
const forms = Object.keys(FORM_EXAMPLES);
const signedOf = (id: string): SignedDocument => signDocument(FORM_EXAMPLES[id] as object, key);

describe.skipIf(!hasPython)('a verifier in another language', () => {
  it.each(forms)('holds %s for signed, whatever the order of its fields and its blanks', (id) => {
    const signed = signedOf(id);
    const said = `holds: key ${key.keyId}, values ${hashOf(signed.document)}\n`;
    expect(python(key.publicKeyPem, JSON.stringify(signed, null, 2))).toEqual({ status: 0, said });
    const turned = Object.fromEntries(Object.entries(signed.document).reverse());
    expect(python(key.publicKeyPem, JSON.stringify({ ...signed, document: turned }))).toEqual({ status: 0, said });
  });

  it('reads text as we write it: Chinese, beyond the basic plane, controls, quotes, escapes', () => {
    const document = {
      form: 'clarification',
      text: '磨坊 𠮷 \u0001\u001f\u007f\u2028 "\\/\b\f\n\r\t é',
      é: true,
      z𠮷: null,
      'z\uffee': 12,
    };
    expect(python(key.publicKeyPem, JSON.stringify(signDocument(document, key))).status).toBe(0);
  });

  it.each([
    ['a changed value', (text: string) => text.replace('Quiet Harbour', 'Quiet Harbor')],
    ['an added field', (text: string) => text.replace('"version":1', '"version":1,"more":true')],
    ['a field that stands twice', (text: string) => text.replace('"version":1', '"version":1,"version":1')],
    [
      'a signature of another form',
      (text: string) =>
        text.replace(/"signature":"[^"]{86}"/, `"signature":"${signedOf('clarification').signature.signature}"`),
    ],
    ['no signature at all', (text: string) => text.replace(/,"signature":\{.*$/, '}')],
  ])('refuses %s', (_, change) => {
    const text = JSON.stringify(signedOf('tco-annex-1'));
    expect(change(text)).not.toBe(text);
    expect(python(key.publicKeyPem, change(text))).toMatchObject({
      status: 1,
      said: expect.stringContaining('REFUSED'),
    });
  });

  it('refuses the key of somebody else, and what is no key', () => {
    const text = JSON.stringify(signedOf('tco-annex-1'));
    expect(python(testKey('other').publicKeyPem, text).status).toBe(1);
    expect(python('no key', text)).toMatchObject({ status: 1, said: expect.stringContaining('not an Ed25519') });
  });
});

it('a signed file is the same bytes each time, and verifies here too', () => {
  const signed = signedOf('tco-annex-1');
  expect(JSON.stringify(signedOf('tco-annex-1'))).toBe(JSON.stringify(signed));
  expect(verifyDocument(signed, () => key.publicKeyPem)).toEqual({
    document: FORM_EXAMPLES['tco-annex-1'],
    keyId: key.keyId,
  });
  const changed = { ...signed, document: { ...signed.document, language: 'nl' } };
  expect(() => verifyDocument(changed, () => key.publicKeyPem)).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
  );
});
