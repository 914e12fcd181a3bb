import './liaison.css';

export { BoardPage } from './board-page.tsx';
export { DraftPage } from './draft-page.tsx';
export { NoticePage } from './notice-page.tsx';
export { OperatorPage } from './operator-page.tsx';
export { OperatorsPage } from './operators-page.tsx';
export { OrderPage } from './order-page.tsx';
