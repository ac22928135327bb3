'use client';
import { pods, type Row } from '@binnacle/shared/views';
import { lazy, Suspense, useCallback } from 'react';
import { DataTable } from '@/components/data-table/data-table';
import { keyOf } from '@/components/data-table/row-key';
import { LoadingRows } from '@/components/status/view-states';
import { useShortcuts } from '@/lib/keyboard';
import { usePhone } from '@/lib/preferences/media';
import { navigate, paths, useQueryParam } from '@/lib/router';

const PodDrawer = lazy(async () => ({ default: (await import('./pod-drawer')).PodDrawer }));

/** Every pod, with the one under the cursor beside the list. */
export function PodsPage({ cluster }: { cluster: string }) {
  const [selected, setSelected] = useQueryParam('sel');
  const phone = usePhone();
  const close = useCallback(() => setSelected(null), [setSelected]);
  useShortcuts(selected === null ? {} : { Escape: close });
  const select = (row: Row) => {
    // On a phone there is no room beside the list.
    if (phone) navigate(paths.object(cluster, pods.resource, String(row.namespace), String(row.name)));
    else setSelected(keyOf(row.namespace, row.name));
  };
  const [namespace, name] = (selected ?? '').split('/');
  return (
    <>
      <h1 className="sr-only">Pods of {cluster}</h1>
      <DataTable
        key={cluster}
        cluster={cluster}
        view="pods"
        selected={phone ? null : selected}
        onSelect={select}
        onCursor={(row) => selected !== null && setSelected(keyOf(row.namespace, row.name))}
        drawer={
          !phone && namespace !== undefined && name !== undefined && name !== '' ? (
            <aside
              className="flex w-110 flex-none flex-col overflow-hidden border-line border-l bg-surface max-wide:w-90"
              aria-label={`Pod ${name}`}
            >
              <Suspense
                fallback={
                  <div className="p-3.5">
                    <LoadingRows />
                  </div>
                }
              >
                <PodDrawer
                  key={`${namespace}/${name}`}
                  cluster={cluster}
                  namespace={namespace}
                  name={name}
                  onClose={close}
                />
              </Suspense>
            </aside>
          ) : undefined
        }
      />
    </>
  );
}
