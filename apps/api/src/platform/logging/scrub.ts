/** What stands where a secret was. */
export const REDACTED = '[redacted]';

const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Machine keys of ours, bearer tokens, JSON web tokens, the code of a sign-in link, our session cookies.
  [/\bbk_[\w-]{16,}/g, `bk_${REDACTED}`],
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]{6,}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/([#?&]code=)[\w-]+/g, `$1${REDACTED}`],
  [/(binnacle_session|__Host-binnacle)=[^;\s"\\]+/g, `$1=${REDACTED}`],
  // The password of a connection string, and PEM private keys.
  [/(\b[a-z][a-z+]{2,15}:\/\/[^\s:@/"\\]*:)[^\s@"\\]+@/gi, `$1${REDACTED}@`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, REDACTED],
];

/** Removes what looks like a credential, wherever in the text it stands: the last net below the redaction by field. */
export function scrub(text: string): string {
  return SECRETS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), text);
}

/**
 * Shows control, bidirectional and zero-width characters as JSON escapes, so that one entry stays one line and reads
 * as what it is. The line break that ends the entry is kept.
 */
export function escapeInvisible(line: string): string {
  const end = line.endsWith('\n') ? '\n' : '';
  return (
    line
      .slice(0, line.length - end.length)
      // A surrogate pair (tags, U+E0000 and up) becomes two escapes, as JSON wants it.
      .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (c) =>
        Array.from({ length: c.length }, (_, i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''),
      ) + end
  );
}
