/** Time stamps by RFC 3161: what is asked, and whether an answer proves that the bytes existed when it says. */
import { createHash, X509Certificate } from 'node:crypto';
import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  type Attribute,
  Certificate,
  type ContentInfo,
  MessageImprint,
  SignedData,
  TimeStampReq,
  TimeStampResp,
  TSTInfo,
} from 'pkijs';
import { WeirError } from '#core/errors.ts';
import { sha256 } from '#core/hash.ts';

const SHA_256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const EXTENDED_KEY_USAGE = '2.5.29.37';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
/** Links between the stamp's certificate and a root. */
const MAX_CHAIN = 6;

const arrayBuffer = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;

/** A request over the SHA-256 of `data`, in DER. `nonce`: eight random bytes, so that an old answer is no answer. */
export const timeStampRequest = (data: Uint8Array, nonce: Uint8Array): Buffer => {
  // A leading zero keeps the integer positive.
  const request = new TimeStampReq({
    version: 1,
    messageImprint: new MessageImprint({
      hashAlgorithm: new AlgorithmIdentifier({ algorithmId: SHA_256 }),
      hashedMessage: new OctetString({ valueHex: arrayBuffer(createHash('sha256').update(data).digest()) }),
    }),
    nonce: new Integer({ valueHex: arrayBuffer(Buffer.concat([Buffer.from([0x01]), nonce])) }),
    certReq: true,
  });
  return Buffer.from(request.toSchema().toBER());
};

export interface TimeStamp {
  /** When the bytes existed at the latest, by the authority's clock. */
  at: string;
  /** Common name of the authority. */
  authority: string;
  /** SHA-256 of the authority's certificate. */
  certificateSha256: string;
  /** SHA-256 of the root that the chain of certificates ends in. */
  rootSha256: string;
}

const refused = (why: string, cause?: unknown): WeirError =>
  new WeirError('TIME_STAMP_INVALID', `The time stamp proves nothing: ${why}.`, cause === undefined ? {} : { cause });

const derOf = (certificate: Certificate): Buffer => Buffer.from(certificate.toSchema().toBER());

const signedDataOf = (token: ContentInfo): SignedData => new SignedData({ schema: token.content });

/** The certificate that the stamp says it was made with (ESSCertID, RFC 2634 and 5035), or why that is not this one. */
const bindsCertificate = (attributes: readonly Attribute[], der: Buffer): string | null => {
  const found = attributes.find(({ type }) => type === SIGNING_CERTIFICATE_V2 || type === SIGNING_CERTIFICATE);
  if (found === undefined) return 'it does not name its certificate';
  const first = found.values[0]?.valueBlock?.value?.[0]?.valueBlock?.value?.[0]?.valueBlock?.value ?? [];
  const isOld = found.type === SIGNING_CERTIFICATE;
  const octets = first.find((part: unknown) => part instanceof OctetString) as OctetString | undefined;
  const algorithm =
    first[0] instanceof OctetString ? null : (first[0]?.valueBlock?.value?.[0]?.valueBlock?.toString() ?? '');
  const name = isOld
    ? 'sha1'
    : algorithm === null
      ? 'sha256'
      : { '2.16.840.1.101.3.4.2.2': 'sha384', '2.16.840.1.101.3.4.2.3': 'sha512', [SHA_256]: 'sha256' }[
          algorithm as string
        ];
  if (octets === undefined || name === undefined) return 'the certificate is named in a way that is not understood';
  const expected = createHash(name).update(der).digest();
  return Buffer.from(octets.valueBlock.valueHexView).equals(expected) ? null : 'it names another certificate';
};

const validAt = (certificate: X509Certificate, at: Date): boolean =>
  Date.parse(certificate.validFrom) <= at.getTime() && at.getTime() <= Date.parse(certificate.validTo);

/** Climbs from the authority's certificate to a trusted root, each certificate valid when the stamp was made. */
const rootOf = (
  leaf: X509Certificate,
  others: X509Certificate[],
  roots: X509Certificate[],
  at: Date,
): X509Certificate => {
  let current = leaf;
  for (let step = 0; step < MAX_CHAIN; step++) {
    if (!validAt(current, at)) throw refused(`the certificate of ${nameOf(current)} was not valid then`);
    const trusted = roots.find((root) => root.fingerprint256 === current.fingerprint256);
    if (trusted !== undefined && step > 0) return trusted;
    const isIssuer = (one: X509Certificate): boolean =>
      one.ca && current.checkIssued(one) && current.verify(one.publicKey);
    const next =
      roots.find(isIssuer) ?? others.find((one) => one.fingerprint256 !== current.fingerprint256 && isIssuer(one));
    if (next === undefined) break;
    if (roots.includes(next)) {
      if (!validAt(next, at)) throw refused(`the certificate of ${nameOf(next)} was not valid then`);
      return next;
    }
    current = next;
  }
  throw refused(`no trusted root stands behind ${nameOf(leaf)}`);
};

const nameOf = (certificate: X509Certificate): string =>
  /^CN=(.*)$/m.exec(certificate.subject)?.[1] ?? certificate.subject.replace(/\n/g, ', ');

const fingerprint = (certificate: X509Certificate): string =>
  certificate.fingerprint256.replaceAll(':', '').toLowerCase();

const parse = (response: Uint8Array): { signed: SignedData; info: TSTInfo } => {
  let answer: TimeStampResp;
  try {
    answer = TimeStampResp.fromBER(new Uint8Array(response));
  } catch (cause) {
    throw refused('it is no answer of RFC 3161', cause);
  }
  const { status } = answer.status;
  if (status !== 0 && status !== 1) throw refused(`the authority refused it (status ${status})`);
  if (answer.timeStampToken === undefined) throw refused('the answer has no token');
  try {
    const signed = signedDataOf(answer.timeStampToken);
    const content = signed.encapContentInfo.eContent;
    if (signed.encapContentInfo.eContentType !== TST_INFO || content === undefined) throw refused('it holds no time');
    return { signed, info: TSTInfo.fromBER(content.getValue()) };
  } catch (cause) {
    throw cause instanceof WeirError ? cause : refused('its token cannot be read', cause);
  }
};

/** Whether the answer is to this request, before anybody asks whom to trust. @throws TIME_STAMP_INVALID */
export const answersRequest = (response: Uint8Array, request: Uint8Array): void => {
  const { info } = parse(response);
  const asked = TimeStampReq.fromBER(new Uint8Array(request));
  if (!info.messageImprint.hashedMessage.isEqual(asked.messageImprint.hashedMessage))
    throw refused('it is over other bytes');
  if (asked.nonce !== undefined && !(info.nonce?.isEqual(asked.nonce) ?? false))
    throw refused('it answers another request');
};

/**
 * Checks everything: the imprint of `data`, the signature, the certificate's purpose, its chain to one of `roots` (PEM).
 * Revocation is not asked: an offline verification cannot.
 * @throws TIME_STAMP_INVALID with the reason
 */
export const verifyTimeStamp = async (
  response: Uint8Array,
  data: Uint8Array,
  roots: readonly string[],
): Promise<TimeStamp> => {
  try {
    return await check(response, data, roots);
  } catch (cause) {
    // Damaged bytes can fail in any part that reads them.
    throw cause instanceof WeirError ? cause : refused('it cannot be read', cause);
  }
};

const check = async (response: Uint8Array, data: Uint8Array, roots: readonly string[]): Promise<TimeStamp> => {
  const { signed, info } = parse(response);
  const imprint = info.messageImprint;
  if (imprint.hashAlgorithm.algorithmId !== SHA_256) throw refused('its hash is not SHA-256');
  if (Buffer.from(imprint.hashedMessage.valueBlock.valueHexView).toString('hex') !== sha256(data))
    throw refused('it is over other bytes');
  if (signed.signerInfos.length !== 1) throw refused('it has not exactly one signature');
  const attributes = signed.signerInfos[0]?.signedAttrs?.attributes ?? [];
  const contentType = attributes.find(({ type }) => type === CONTENT_TYPE)?.values[0]?.valueBlock?.toString();
  if (contentType !== TST_INFO) throw refused('what is signed is no time');
  let certificate: Certificate | null | undefined;
  try {
    const result = await signed.verify({ signer: 0, data: arrayBuffer(data), checkChain: false, extendedMode: true });
    if (result.signatureVerified !== true) throw refused('the signature does not verify');
    certificate = result.signerCertificate;
  } catch (cause) {
    throw cause instanceof WeirError ? cause : refused('the signature does not verify', cause);
  }
  if (!(certificate instanceof Certificate)) throw refused('its certificate is missing');
  const purpose = certificate.extensions?.find(({ extnID }) => extnID === EXTENDED_KEY_USAGE);
  const der = derOf(certificate);
  const leaf = new X509Certificate(der);
  // RFC 3161, section 2.3: exactly this purpose, and critical.
  if (purpose?.critical !== true || leaf.keyUsage?.join() !== TIME_STAMPING)
    throw refused(`the certificate of ${nameOf(leaf)} is not for time stamps alone`);
  const unbound = bindsCertificate(attributes, der);
  if (unbound !== null) throw refused(unbound);
  const others = (signed.certificates ?? [])
    .filter((one) => one instanceof Certificate)
    .map((one) => new X509Certificate(derOf(one)));
  const trusted = roots.map((pem) => new X509Certificate(pem));
  const root = rootOf(leaf, others, trusted, info.genTime);
  return {
    at: info.genTime.toISOString(),
    authority: nameOf(leaf),
    certificateSha256: fingerprint(leaf),
    rootSha256: fingerprint(root),
  };
};

/** The certificates of a PEM file, one string each. */
export const certificatesOf = (pem: string): string[] =>
  pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
