import './review.css';

export { AlikePage } from './alike-page.tsx';
export { CasePage } from './case-page.tsx';
export { QualityPage } from './quality-page.tsx';
export { QueuePage } from './queue-page.tsx';
