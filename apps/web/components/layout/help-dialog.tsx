'use client';
import { Dialog } from '@/components/ui/dialog';
import { AREAS } from './areas';
import { ScrollRegion } from './scroll-region';

const KEYS: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  ['Go to', AREAS.map((area) => [area.keys, area.title] as const)],
  [
    'In a list or on a page',
    [
      ['/', 'Filter'],
      ['j  k', 'Next and previous row'],
      ['Enter', 'Open the row'],
      ['Space', 'Open the pod beside the list'],
      ['x', 'Scale the workload'],
      ['y', 'YAML'],
      ['Esc', 'Close the drawer'],
    ],
  ],
  [
    'Anywhere',
    [
      ['⌘K  Ctrl K', 'Search or run a command'],
      ['?', 'This list'],
    ],
  ],
  [
    'In a filter',
    [
      ['ns:prod', 'in a namespace'],
      ['-name:canary', 'not so named'],
      ['label:app=web', 'with a label'],
      ['restarts:>3', 'more than'],
      ['age:<1h', 'younger than'],
    ],
  ],
];

export function HelpDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keyboard" width="max-w-160" onClose={onClose}>
      <ScrollRegion
        label="Keys"
        className="grid grid-cols-2 gap-x-8 gap-y-5 overflow-y-auto px-5 pb-5 max-desk:grid-cols-1"
      >
        {KEYS.map(([title, keys]) => (
          <section key={title}>
            <h3 className="mb-1">{title}</h3>
            <dl>
              {keys.map(([key, words]) => (
                <div key={key} className="flex h-7 items-center justify-between gap-4 border-line border-b">
                  <dd>{words}</dd>
                  <dt className="kbd">{key}</dt>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </ScrollRegion>
    </Dialog>
  );
}
