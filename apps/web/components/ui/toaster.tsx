'use client';
import { X } from 'lucide-react';
import { useEffect } from 'react';
import { dismissToast, type Toast, useToasts } from '@/lib/toast';

/** Where short messages appear. The region is always there, so that a screen reader hears what is added to it. */
export function Toaster() {
  const toasts = useToasts();
  return (
    <section
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed right-4 bottom-11 z-60 flex w-88 max-w-[calc(100vw-32px)] flex-col gap-2 max-desk:bottom-23"
    >
      {toasts.map((each) => (
        <ToastView key={each.id} toast={each} />
      ))}
    </section>
  );
}

function ToastView({ toast }: { toast: Toast }) {
  useEffect(() => {
    if (toast.lasts === null) return;
    const timer = setTimeout(() => dismissToast(toast.id), toast.lasts);
    return () => clearTimeout(timer);
  }, [toast]);
  return (
    <div className="float pointer-events-auto flex items-start gap-2 py-2 pr-1.5 pl-3">
      <div className="min-w-0 flex-1 py-1">{toast.body}</div>
      <button
        type="button"
        className="btn btn-quiet btn-square"
        aria-label="Close this message"
        onClick={() => dismissToast(toast.id)}
      >
        <X size={14} aria-hidden="true" />
      </button>
    </div>
  );
}
