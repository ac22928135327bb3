export { openApiDocument, openApiIndex } from './open-api.js';
export { AGGREGATED, aggregatedDiscovery, coreVersions, group, groupList, resourceList } from './resource-lists.js';
