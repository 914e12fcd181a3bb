import './oversight.css';

export { DriftPage } from './drift-page.tsx';
export { DrillsPage } from './drills-page.tsx';
export { FiguresPage } from './figures-page.tsx';
export { LedgerPage } from './ledger-page.tsx';
export { LooksPage } from './looks-page.tsx';
export { OverviewPage } from './overview-page.tsx';
export { PoliciesPage } from './policies-page.tsx';
export { ReportsPage } from './reports-page.tsx';
export { SourceFormPage } from './source-form-page.tsx';
export { SourcePage } from './source-page.tsx';
export { SourcesPage } from './sources-page.tsx';
