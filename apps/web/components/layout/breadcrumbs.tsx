import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { Link, paths, type Route } from '@/lib/router';

interface Crumb {
  title: string;
  href?: string;
}

/** Where this page is; the last part is the page itself. */
export function crumbsOf(route: Route): Crumb[] {
  switch (route.page) {
    case 'fleet':
      return [{ title: 'Fleet' }];
    case 'overview':
      return [{ title: route.cluster }];
    case 'nodes':
      return [{ title: route.cluster, href: paths.overview(route.cluster) }, { title: 'Nodes' }];
    case 'workloads':
      return [{ title: route.cluster, href: paths.overview(route.cluster) }, { title: 'Workloads' }];
    case 'pods':
      return [{ title: route.cluster, href: paths.overview(route.cluster) }, { title: 'Pods' }];
    case 'events':
      return [{ title: route.cluster, href: paths.overview(route.cluster) }, { title: 'Events' }];
    case 'object':
      return [{ title: route.cluster, href: paths.overview(route.cluster) }, ...scopeOf(route), { title: route.name }];
    case 'ledger':
      return [{ title: 'Ledger' }];
    case 'ledger-row':
      return [{ title: 'Ledger', href: paths.ledger() }, { title: 'Action' }];
    case 'sign-in':
      return [{ title: 'Sign in' }];
    case 'not-found':
      return [{ title: 'Not found' }];
  }
}

function scopeOf({ cluster, resource, namespace }: Extract<Route, { page: 'object' }>): Crumb[] {
  if (resource === 'nodes') return [{ title: 'Nodes', href: paths.nodes(cluster) }];
  const list =
    resource === 'pods'
      ? paths.pods(cluster)
      : paths.workloads(cluster, resource === 'replicasets' ? 'replicasets' : 'deployments');
  return [{ title: namespace ?? '', href: `${list}?q=ns:${namespace ?? ''}` }];
}

export function Breadcrumbs({ route }: { route: Route }) {
  const crumbs = crumbsOf(route);
  return (
    <nav aria-label="Where you are" className="min-w-0 overflow-hidden">
      <ol className="flex min-w-0 items-center gap-1.5 whitespace-nowrap text-ink-3">
        {crumbs.map(({ title, href }, at) => (
          <Fragment key={`${title}${href ?? ''}`}>
            {at > 0 && <ChevronRight size={12} aria-hidden="true" className="shrink-0 max-desk:hidden" />}
            <li className={at === crumbs.length - 1 ? 'b min-w-0 truncate text-ink' : 'max-desk:hidden'}>
              {href === undefined ? (
                <span aria-current="page">{title}</span>
              ) : (
                <Link href={href} className="hover:text-ink">
                  {title}
                </Link>
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
