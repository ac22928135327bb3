/** A colour as the stylesheet writes it: lightness 0 to 1, chroma, hue in degrees. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/** Reads `oklch(0.53 0.095 75)`. */
export function parseOklch(text: string): Oklch {
  const [l = Number.NaN, c = Number.NaN, h = Number.NaN] = text
    .replace(/^oklch\(|\)$/g, '')
    .trim()
    .split(/\s+/)
    .map(Number);
  if ([l, c, h].some(Number.isNaN)) throw new Error(`not an oklch colour: ${text}`);
  return { l, c, h };
}

/** Linear sRGB by Björn Ottosson's matrices (https://bottosson.github.io/posts/oklab), cut to what a screen can show. */
function linearRgb({ l, c, h }: Oklch): [number, number, number] {
  const angle = (h * Math.PI) / 180;
  const a = c * Math.cos(angle);
  const b = c * Math.sin(angle);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    cut(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    cut(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

/** The contrast ratio of WCAG 2, from 1 to 21. */
export function contrast(a: Oklch, b: Oklch): number {
  const luminance = (colour: Oklch) => {
    const [red, green, blue] = linearRgb(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}
