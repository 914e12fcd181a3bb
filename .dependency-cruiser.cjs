// The rooms and the one direction between them (docs/decisions/0002-rooms-and-direction.md).
// core <- crawlers, classifiers, takedowns, store (which do not know one another) <- pipeline <- api <- cli
const room = (name, allowed) => ({
  name: `${name}-knows-only`,
  comment: `${name}/ may import only ${[name, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^${name}/`, pathNot: '\\.test\\.tsx?$' },
  to: {
    path: '^(core|crawlers|classifiers|takedowns|store|pipeline|api|dashboards|fixtures|services|cli|bench|tests)/',
    pathNot: `^(${[name, ...allowed].join('|')})/`,
  },
});
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    room('core', []),
    room('crawlers', ['core']),
    room('classifiers', ['core']),
    room('takedowns', ['core']),
    room('store', ['core']),
    room('services', ['core', 'classifiers']),
    room('fixtures', ['core']),
    room('pipeline', ['core', 'crawlers', 'classifiers', 'takedowns', 'store']),
    room('api', ['core', 'store', 'takedowns', 'classifiers', 'crawlers', 'pipeline']),
    {
      // What is measured in the end is never read where something is still chosen.
      name: 'training-never-reads-test-sets',
      severity: 'error',
      from: { path: '^classifiers/(training|model|serving|encoder|text)/' },
      to: { path: '^classifiers/evaluation/' },
    },
    {
      name: 'dashboards-know-only-the-api-schemas',
      severity: 'error',
      from: { path: '^dashboards/', pathNot: '\\.test\\.tsx?$' },
      to: {
        path: '^(core|crawlers|classifiers|takedowns|store|pipeline|api|fixtures|services|cli)/',
        pathNot: '^api/schemas/',
      },
    },
    {
      name: 'api-schemas-know-only-core',
      severity: 'error',
      from: { path: '^api/schemas/' },
      to: { path: '^(crawlers|classifiers|takedowns|store|pipeline|fixtures|services|cli)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
