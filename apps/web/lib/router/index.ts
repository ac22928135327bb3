export { Link } from './link';
export { navigate, usePathname, useQueryParam } from './location';
export { clusterOf, kindOfResource, matchRoute, objectPath, paths, type Route } from './routes';
