import { dsse } from '@sigstore/core';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { canonicalJson } from '../canonical-json.ts';
import { type VerificationRuntime } from '../runtime.ts';
import { piecesOf } from '../testing/pieces.ts';
import { preAuthHead } from './dsse.ts';
import { importVerifyingKey, pemFromSpki, spkiFromPem } from './public-key.ts';
import { readEnvelope } from './read-envelope.ts';
import { findSigningKey } from './verify-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const message = Buffer.from('export.json');

const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const keyOf = (keyId: string) => {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  return importVerifyingKey({ keyId, publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() });
};

describe('signatures', () => {
  const key = importVerifyingKey({ keyId: 'k', publicKeyPem });

  it('of Node in DER are accepted, every time', () => {
    for (let made = 0; made < 200; made += 1) {
      const der = sign('sha256', message, privateKey);
      expect(findSigningKey(der.toString('base64'), digestOf(message), [key])?.keyId).toBe('k');
    }
  });

  it('are refused in any spelling but strict DER', () => {
    const der = sign('sha256', message, privateKey);
    const integer = der.subarray(2, 4 + (der[3] ?? 0));
    const withPadding = Buffer.concat([
      Buffer.from([0x30, (der[1] ?? 0) + 1, 0x02, (integer[1] ?? 0) + 1, 0x00]),
      der.subarray(4),
    ]);
    for (const wrong of [Buffer.alloc(0), der.subarray(1), Buffer.concat([der, Buffer.from([0])]), withPadding]) {
      expect(findSigningKey(wrong.toString('base64'), digestOf(message), [key])).toBeUndefined();
    }
  });

  it('fail for another message and another key', () => {
    const otherKey = keyOf('other');
    const signature = sign('sha256', message, privateKey).toString('base64');
    expect(findSigningKey(signature, digestOf(Buffer.from('another')), [key])).toBeUndefined();
    expect(findSigningKey(signature, digestOf(message), [otherKey])).toBeUndefined();
    expect(findSigningKey(signature, digestOf(message), [otherKey, key])?.keyId).toBe('k');
  });
});

describe('public keys', () => {
  it('have one spelling, that of openssl and Node', () => {
    const spki = spkiFromPem(publicKeyPem);
    expect(spki && pemFromSpki(spki)).toBe(publicKeyPem);
  });

  it('of another kind are refused by name', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).publicKey;
    for (const other of [rsa, p384]) {
      const pem = other.export({ type: 'spki', format: 'pem' }).toString();
      expect(() => importVerifyingKey({ keyId: 'other-key', publicKeyPem: pem })).toThrowError(TypeError, /other-key/);
    }
    expect(() => importVerifyingKey({ keyId: 'none', publicKeyPem: 'none' })).toThrowError(TypeError, /none/);
  });

  it('of a point that is not on the curve are refused', () => {
    const spki = spkiFromPem(publicKeyPem) ?? Uint8Array.of();
    spki[spki.length - 1] = (spki.at(-1) ?? 0) ^ 1;
    expect(() => importVerifyingKey({ keyId: 'k', publicKeyPem: pemFromSpki(spki) })).toThrowError(TypeError);
  });
});

describe('base64', () => {
  it('has one spelling for each content', () => {
    expect(decodeBase64('QQ==')).toEqual(Uint8Array.of(0x41));
    expect(decodeBase64('QR==')).toBeUndefined();
    expect(decodeBase64('QQ')).toBeUndefined();
    expect(encodeBase64(Uint8Array.of(0xff, 0x00))).toBe('/wA=');
  });
});

describe('DSSE', () => {
  it('encodes what is signed as the specification and @sigstore/core do', () => {
    const payload = Buffer.from('hello world');
    const type = 'http://example.com/HelloWorld';
    const encoded = Buffer.concat([preAuthHead(type, payload.length), payload]);
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    expect(encoded.equals(dsse.preAuthEncoding(type, payload))).toBeTrue();
  });
});

describe('readEnvelope', () => {
  const hashRuntime: VerificationRuntime = {
    createSha256() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), digestHex: () => hash.digest('hex') };
    },
    decompress() {
      throw new TypeError('Nothing is compressed here');
    },
  };
  const signatures = [{ keyid: 'k', sig: 'QQ==' }];
  const textOf = (payload: Buffer) =>
    canonicalJson({ payload: payload.toString('base64'), payloadType: 't', signatures });
  const read = (text: string, pieceBytes = 1_000) => readEnvelope(piecesOf(text, pieceBytes), hashRuntime);

  it('digests the payload, however it is cut into pieces', async () => {
    for (const length of [0, 1, 2, 3, 4, 100, 200_000]) {
      const payload = Buffer.alloc(length, 'payload ');
      for (const pieceBytes of [1, 7, 64 * 1024].filter((bytes) => length / bytes < 10_000)) {
        expect(await read(textOf(payload), pieceBytes))
          .withContext(`${length} in ${pieceBytes}`)
          .toEqual({ payloadType: 't', payloadSha256: `sha256:${digestOf(payload)}`, signatures });
      }
    }
  });

  it('knows an envelope from something else', async () => {
    const sound = textOf(Buffer.from('payload'));
    expect(await read(sound)).toBeDefined();
    for (const text of [
      ...['', 'null', '[]', '{}', '{"payload":"', '{"payload":"QQ=="', sound.slice(0, -1), `${sound}}`, ` ${sound}`],
      sound.replace('"payload":"', '"payload":"?'),
      sound.replace('"payload":"', '"payload":"QQ=='),
      sound.replace('"payload":"', '"payload":"\n'),
      sound.replace('"keyid"', '"keyId"'),
    ]) {
      expect(await read(text))
        .withContext(text)
        .toBeUndefined();
    }
  });
});
