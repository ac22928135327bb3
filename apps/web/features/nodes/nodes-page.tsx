'use client';
import { DataTable } from '@/components/data-table/data-table';

export function NodesPage({ cluster }: { cluster: string }) {
  return (
    <>
      <h1 className="sr-only">Nodes of {cluster}</h1>
      <DataTable key={cluster} cluster={cluster} view="nodes" />
    </>
  );
}
