import './oversight.css';

export { LedgerPage } from './ledger-page.tsx';
export { OverviewPage } from './overview-page.tsx';
export { SourcesPage } from './sources-page.tsx';
