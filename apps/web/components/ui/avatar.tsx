import { initials } from '@/lib/format/names';

/** A person or a key as two letters; decoration beside the name. */
export function Avatar({ label, small = false }: { label: string; small?: boolean }) {
  return (
    <span className={`avatar ${small ? 'avatar-small' : ''}`} aria-hidden="true">
      {initials(label)}
    </span>
  );
}
