'use client';
import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import { type ReactElement, type ReactNode, useState } from 'react';

/** A button that opens a menu, which stands next to it in the document. `trigger` is the button to show. */
export function Menu({
  trigger,
  children,
  align = 'start',
  defaultOpen = false,
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
  defaultOpen?: boolean;
}) {
  const [place, setPlace] = useState<HTMLSpanElement | null>(null);
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} />
      <span ref={setPlace} className="contents" />
      <Base.Portal container={place}>
        <Base.Positioner
          side="bottom"
          align={align}
          sideOffset={4}
          positionMethod="fixed"
          className="z-30 outline-none"
        >
          <Base.Popup className="float max-h-[min(560px,80vh)] min-w-44 overflow-y-auto p-1 outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ onSelect, children }: { onSelect: () => void; children: ReactNode }) {
  return (
    <Base.Item className="menu-item" onClick={onSelect}>
      {children}
    </Base.Item>
  );
}

export function MenuCheck({
  checked,
  onChange,
  children,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Base.CheckboxItem className="menu-item" checked={checked} onCheckedChange={onChange} closeOnClick={false}>
      <Tick on={checked} />
      {children}
    </Base.CheckboxItem>
  );
}

export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly (readonly [Value, string])[];
  onChange: (value: Value) => void;
}) {
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 pt-2 pb-1 font-medium text-11 text-ink-3">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map(([option, words]) => (
          <Base.RadioItem key={option} value={option} className="menu-item" closeOnClick={false}>
            <Tick on={option === value} />
            {words}
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="my-1 h-px bg-line" />;
}

function Tick({ on }: { on: boolean }) {
  return <span className="w-3.5 shrink-0">{on && <Check size={13} className="text-brand" aria-hidden="true" />}</span>;
}
