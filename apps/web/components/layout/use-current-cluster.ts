'use client';
import { useEffect, useRef } from 'react';
import { useClusters } from '@/lib/api/queries';
import { clusterOf, type Route } from '@/lib/router';

/** The cluster that the rail is about: the page's, else the one looked at last, else the only one. */
export function useCurrentCluster(route: Route): string | null {
  const clusters = useClusters();
  const last = useRef<string | null>(null);
  const named = clusterOf(route);
  useEffect(() => {
    if (named !== null) last.current = named;
  }, [named]);
  return named ?? last.current ?? clusters.data?.items[0]?.name ?? null;
}
