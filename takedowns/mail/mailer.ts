/**
 * The way out for e-mail: one server of the authority's own, which takes the messages and carries them on (SMTP, RFC 5321).
 * Where it may be connected to is asked of the safe egress, and the connection goes to exactly that address.
 */
import { isIP } from 'node:net';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { WeirError } from '#core/errors.ts';
import { returnAddress } from './return-tag.ts';

export interface SmtpSettings {
  host: string;
  port: number;
  /** `tls`: from the first byte · `starttls`: demanded before anything is said · `none`: only to this machine, in demo and test. */
  security: 'tls' | 'starttls' | 'none';
  from: string;
  /** The mailbox to which comes back what cannot be delivered; the sender's where left out. */
  returns?: string | undefined;
  user?: string | undefined;
  password?: string | undefined;
  /** Certificate authorities beside the system's, as PEM. */
  ca?: string | undefined;
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  /** Before the `@`: the same for every attempt at the same message. */
  messageId: string;
  /** What makes the address that it comes back to its own. */
  returnTag?: string;
  attachments: { name: string; mediaType: string; content: Uint8Array }[];
}

export interface MailTaken {
  messageId: string;
  /** Host and port. */
  server: string;
  /** The server's words. */
  answer: string;
}

/** @throws WeirError MAIL_REFUSED (the server will never take it) · MAIL_FAILED (retry) */
export type SendMail = (mail: Mail) => Promise<MailTaken>;

const CONNECT_MILLISECONDS = 8_000;
const SOCKET_MILLISECONDS = 10_000;

/**
 * RFC 5321: a reply of 5xx is for good, one of 4xx is not. A line that cannot be encrypted may be somebody's doing in between, and
 * is tried again.
 */
const isForGood = ({ responseCode, code }: { responseCode?: number; code?: string }): boolean =>
  code !== 'ETLS' && (responseCode === undefined ? code === 'EENVELOPE' : responseCode >= 500);

export const createMailer = (
  settings: SmtpSettings,
  addresses: (host: string, port: number) => Promise<readonly { address: string }[]>,
): SendMail => {
  const { host, port, security, from, returns, user, password, ca } = settings;
  const server = `${host}:${port}`;
  return async (mail) => {
    const [target] = await addresses(host, port);
    if (target === undefined) throw new WeirError('MAIL_FAILED', `${server} has no address.`, { retry: true });
    const transport = createTransport({
      host: target.address,
      port,
      secure: security === 'tls',
      requireTLS: security === 'starttls',
      ignoreTLS: security === 'none',
      tls: { ...(isIP(host) > 0 ? {} : { servername: host }), ...(ca === undefined ? {} : { ca }) },
      ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
      connectionTimeout: CONNECT_MILLISECONDS,
      greetingTimeout: CONNECT_MILLISECONDS,
      socketTimeout: SOCKET_MILLISECONDS,
      // Nothing is read from a file or fetched from an address that a message names.
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const messageId = `<${mail.messageId}@${from.slice(from.lastIndexOf('@') + 1)}>`;
    const options: SendMailOptions = {
      from,
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      messageId,
      // The sender of the envelope alone: people answer to the address in the message.
      ...(returns === undefined || mail.returnTag === undefined
        ? {}
        : { envelope: { from: returnAddress(returns, mail.returnTag), to: [mail.to] } }),
      attachments: mail.attachments.map(({ name, mediaType, content }) => ({
        filename: name,
        contentType: mediaType,
        content: Buffer.from(content),
      })),
    };
    try {
      const { response } = await transport.sendMail(options);
      return { messageId, server, answer: response.slice(0, 1000) };
    } catch (cause) {
      const error = cause as { responseCode?: number; code?: string; response?: string; message: string };
      const said = (error.response ?? error.code ?? error.message).slice(0, 300);
      if (isForGood(error))
        throw new WeirError('MAIL_REFUSED', `${server} does not take the message: ${said}.`, {
          fix: 'Correct the address in the directory or the settings of the mail server, and try again.',
        });
      throw new WeirError('MAIL_FAILED', `${server} did not take the message: ${said}.`, { retry: true });
    } finally {
      transport.close();
    }
  };
};
