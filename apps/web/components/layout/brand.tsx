/** The compass card. */
export function BrandMark() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="10" r="8.3" fill="none" stroke="var(--brand)" strokeWidth="1.6" />
      <path d="M10 3.8 12.3 10 10 16.2 7.7 10z" fill="var(--brand-fill)" />
      <path d="M10 3.8 12.3 10H7.7z" fill="var(--brand)" />
    </svg>
  );
}
