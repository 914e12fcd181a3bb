import './liaison.css';

export { BoardPage } from './board-page.tsx';
export { CoordinationPage } from './coordination-page.tsx';
export { DraftPage } from './draft-page.tsx';
export { NoticePage } from './notice-page.tsx';
export { OperatorPage } from './operator-page.tsx';
export { OperatorsPage } from './operators-page.tsx';
export { OrderPage } from './order-page.tsx';
export { SharingPage } from './sharing-page.tsx';
