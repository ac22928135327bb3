const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const NULL = /^(?:|~|null|Null|NULL)$/;
const INTEGER = /^([-+]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * What kubectl makes of an unquoted scalar. It reads YAML 1.1 as Go's yaml.v2 does: `y`, `no` and `on` are booleans,
 * `0644` is octal, underscores in numbers do not count; `1:30` and dates stay text.
 */
export function scalarValue(text: string): string | number | boolean | null {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const integer = INTEGER.exec(digits);
  if (integer !== null) return (integer[1] === '-' ? -1 : 1) * Number(octal(integer[2] ?? ''));
  const float = FLOAT.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(float) ? float : text;
}

/** JavaScript reads `0o17` as Go does, but `017` as decimal. */
function octal(digits: string): string {
  return /^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits;
}

/** Says how an unquoted scalar is read when it does not look like that; undefined when it does. */
export function surprise(text: string): string | undefined {
  const value = scalarValue(text);
  if (typeof value === 'boolean' && !/^(?:true|false)$/i.test(text))
    return `kubectl reads an unquoted ${text} as ${value} (YAML 1.1)`;
  if (typeof value === 'number' && /^[-+]?0[0-9oObB_]/.test(text))
    return `kubectl reads an unquoted ${text} as the number ${value} (YAML 1.1)`;
  return undefined;
}
