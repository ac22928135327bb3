'use client';
import { useCallback } from 'react';
import { DataTable } from '@/components/data-table/data-table';

export function EventsPage({ cluster }: { cluster: string }) {
  // An event has no page of its own; what it is about has.
  const hrefOf = useCallback(() => null, []);
  return (
    <>
      <h1 className="sr-only">Events of {cluster}</h1>
      <DataTable key={cluster} cluster={cluster} view="events" hrefOf={hrefOf} />
    </>
  );
}
