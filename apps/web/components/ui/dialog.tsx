'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';

/**
 * A modal dialog: focus stays inside, Escape and the scrim close it, and then focus is back where it was. What is
 * marked `data-autofocus` has it first. The page behind is hidden from assistive technology.
 */
export function Dialog({
  title,
  about,
  width = 'max-w-220',
  onClose,
  children,
}: {
  title: ReactNode;
  about?: ReactNode;
  width?: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim z-40" />
        <Base.Viewport className="fixed inset-0 z-50 grid items-start justify-items-center px-4 pt-[max(24px,14dvh)] max-desk:items-end max-desk:p-0">
          <Base.Popup
            ref={popup}
            initialFocus={() => popup.current?.querySelector<HTMLElement>('[data-autofocus]') ?? true}
            className={`dialog ${width} max-desk:max-w-none max-desk:rounded-b-none`}
            data-modal=""
          >
            <div className="px-5 pt-4 pb-3">
              <div className="flex items-center gap-2.5">
                <Base.Title className="min-w-0 flex-1 wrap-anywhere font-semibold text-16">{title}</Base.Title>
                <Base.Close className="btn btn-quiet btn-square" aria-label="Close">
                  <X size={15} aria-hidden="true" />
                </Base.Close>
              </div>
              {about !== undefined && <Base.Description className="mt-0.5 text-ink-2">{about}</Base.Description>}
            </div>
            {children}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
