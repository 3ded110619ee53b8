import { dsse } from '@sigstore/core';
import { generateKeyPairSync, sign } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { p1363FromDer } from './der-signature.ts';
import { parseDsseEnvelope, preAuthEncoding } from './dsse.ts';
import { importVerifyingKey, pemFromSpki, spkiFromPem } from './public-key.ts';
import { findSigningKey } from './verify-signature.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const message = Buffer.from('export.json');

describe('signatures', () => {
  it('of Node in DER become those that WebCrypto takes, every time', async () => {
    const key = await importVerifyingKey({ keyId: 'k', publicKeyPem });
    for (let made = 0; made < 200; made += 1) {
      const der = sign('sha256', message, privateKey);
      expect((await findSigningKey(der.toString('base64'), message, [key]))?.keyId).toBe('k');
    }
  });

  it('are refused in any spelling but strict DER', () => {
    const der = sign('sha256', message, privateKey);
    expect(p1363FromDer(der)?.length).toBe(64);
    const integer = der.subarray(2, 4 + (der[3] ?? 0));
    const withPadding = Buffer.concat([
      Buffer.from([0x30, (der[1] ?? 0) + 1, 0x02, (integer[1] ?? 0) + 1, 0x00]),
      der.subarray(4),
    ]);
    for (const wrong of [Buffer.alloc(0), der.subarray(1), Buffer.concat([der, Buffer.from([0])]), withPadding]) {
      expect(p1363FromDer(wrong)).toBeUndefined();
    }
  });

  it('fail for another message and another key', async () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey;
    const otherPem = other.export({ type: 'spki', format: 'pem' }).toString();
    const [key, otherKey] = await Promise.all([
      importVerifyingKey({ keyId: 'k', publicKeyPem }),
      importVerifyingKey({ keyId: 'other', publicKeyPem: otherPem }),
    ]);
    const signature = sign('sha256', message, privateKey).toString('base64');
    expect(await findSigningKey(signature, Buffer.from('another'), [key])).toBeUndefined();
    expect(await findSigningKey(signature, message, [otherKey])).toBeUndefined();
    expect((await findSigningKey(signature, message, [otherKey, key]))?.keyId).toBe('k');
  });
});

describe('public keys', () => {
  it('have one spelling, that of openssl and Node', () => {
    const spki = spkiFromPem(publicKeyPem);
    expect(spki && pemFromSpki(spki)).toBe(publicKeyPem);
  });

  it('of another kind are refused by name', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
    const pem = rsa.export({ type: 'spki', format: 'pem' }).toString();
    await expectAsync(importVerifyingKey({ keyId: 'rsa-key', publicKeyPem: pem })).toBeRejectedWithError(
      TypeError,
      /rsa-key/,
    );
    await expectAsync(importVerifyingKey({ keyId: 'none', publicKeyPem: 'none' })).toBeRejectedWithError(
      TypeError,
      /none/,
    );
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
    const encoded = Buffer.from(preAuthEncoding('http://example.com/HelloWorld', payload)).toString();
    expect(encoded).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    expect(encoded).toBe(dsse.preAuthEncoding('http://example.com/HelloWorld', payload).toString());
  });

  it('knows an envelope from something else', () => {
    const signatures = [{ keyid: 'k', sig: 'QQ==' }];
    expect(parseDsseEnvelope(JSON.stringify({ payloadType: 't', payload: 'QQ==', signatures }))?.payloadType).toBe('t');
    for (const text of ['', 'null', '[]', '{}', JSON.stringify({ payloadType: 't', payload: '?', signatures })]) {
      expect(parseDsseEnvelope(text)).toBeUndefined();
    }
  });
});
