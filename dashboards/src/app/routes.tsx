import { useTranslation } from 'react-i18next';
import { createBrowserRouter, isRouteErrorResponse, Link, Navigate, useRouteError } from 'react-router';
import { isFailure } from '../api/failure.ts';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorPanel } from '../parts/error-panel.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { PageSkeleton } from '../parts/skeleton.tsx';
import { useSession } from '../session/session.ts';
import { SetupPage } from '../session/setup-page.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { SignedIn } from '../session/signed-in.tsx';
import { homeOf } from '../session/workspaces.ts';
import { Shell } from './shell.tsx';

const FirstWorkspace = () => {
  const { t } = useTranslation();
  const first = homeOf(useSession().permissions);
  if (first !== undefined) return <Navigate to={first.path} replace />;
  return (
    <div className="page">
      <EmptyState title={t('app.noWorkspace')} />
    </div>
  );
};

const NotFound = () => {
  const { t } = useTranslation();
  return (
    <div className="page narrow">
      <PageHeading title={t('app.notFound')} />
      <p>
        <Link to="/">{t('app.toStart')}</Link>
      </p>
    </div>
  );
};

/** What a page could not show: a part that did not load after a new release, or a fault of ours. */
const RouteFault = () => {
  const { t } = useTranslation();
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFound />;
  return (
    <div className="page narrow">
      <PageHeading title={t('app.fault')} />
      {isFailure(error) ? <ErrorPanel error={error} /> : <p>{t('app.faultText')}</p>}
      <p>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {t('app.reload')}
        </button>
      </p>
    </div>
  );
};

/** One bundle for each workspace, loaded when somebody opens it. */
const review = () => import('../review/pages.ts');
const liaison = () => import('../liaison/pages.ts');
const desk = () => import('../desk/pages.ts');
const archive = () => import('../archive/pages.ts');
const oversight = () => import('../oversight/pages.ts');
const administration = () => import('../administration/pages.ts');
const account = () => import('../session/pages.ts');

export const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage />, errorElement: <RouteFault /> },
  { path: '/setup', element: <SetupPage />, errorElement: <RouteFault /> },
  {
    element: <SignedIn />,
    errorElement: <RouteFault />,
    HydrateFallback: PageSkeleton,
    children: [
      {
        element: <Shell />,
        children: [
          {
            errorElement: <RouteFault />,
            children: [
              { index: true, element: <FirstWorkspace /> },
              { path: 'review', lazy: { Component: async () => (await review()).QueuePage } },
              { path: 'review/cases/:caseId', lazy: { Component: async () => (await review()).CasePage } },
              { path: 'review/cases/:caseId/alike', lazy: { Component: async () => (await review()).AlikePage } },
              { path: 'review/quality', lazy: { Component: async () => (await review()).QualityPage } },
              { path: 'liaison', lazy: { Component: async () => (await liaison()).BoardPage } },
              { path: 'liaison/cases/:caseId', lazy: { Component: async () => (await liaison()).DraftPage } },
              { path: 'liaison/orders/:orderId', lazy: { Component: async () => (await liaison()).OrderPage } },
              { path: 'liaison/coordination', lazy: { Component: async () => (await liaison()).CoordinationPage } },
              { path: 'liaison/sharing', lazy: { Component: async () => (await liaison()).SharingPage } },
              { path: 'liaison/operators', lazy: { Component: async () => (await liaison()).OperatorsPage } },
              {
                path: 'liaison/operators/:operatorId',
                lazy: { Component: async () => (await liaison()).OperatorPage },
              },
              { path: 'liaison/notices/:noticeId', lazy: { Component: async () => (await liaison()).NoticePage } },
              { path: 'desk', lazy: { Component: async () => (await desk()).DeskPage } },
              { path: 'desk/complaints/:complaintId', lazy: { Component: async () => (await desk()).ComplaintPage } },
              { path: 'archive', lazy: { Component: async () => (await archive()).SearchPage } },
              { path: 'archive/exports', lazy: { Component: async () => (await archive()).ExportsPage } },
              { path: 'archive/compare', lazy: { Component: async () => (await archive()).ComparePage } },
              { path: 'archive/collections', lazy: { Component: async () => (await archive()).CollectionsPage } },
              {
                path: 'archive/collections/:collectionId',
                lazy: { Component: async () => (await archive()).CollectionPage },
              },
              { path: 'archive/searches/:searchId', lazy: { Component: async () => (await archive()).OpenSearchPage } },
              { path: 'archive/searches/:searchId/new', lazy: { Component: async () => (await archive()).FreshPage } },
              { path: 'archive/posts/:postId', lazy: { Component: async () => (await archive()).PostPage } },
              { path: 'oversight', lazy: { Component: async () => (await oversight()).OverviewPage } },
              { path: 'oversight/sources', lazy: { Component: async () => (await oversight()).SourcesPage } },
              { path: 'oversight/sources/new', lazy: { Component: async () => (await oversight()).SourceFormPage } },
              { path: 'oversight/sources/:sourceId', lazy: { Component: async () => (await oversight()).SourcePage } },
              {
                path: 'oversight/sources/:sourceId/edit',
                lazy: { Component: async () => (await oversight()).SourceFormPage },
              },
              { path: 'oversight/policies', lazy: { Component: async () => (await oversight()).PoliciesPage } },
              { path: 'oversight/reports', lazy: { Component: async () => (await oversight()).ReportsPage } },
              { path: 'oversight/drills', lazy: { Component: async () => (await oversight()).DrillsPage } },
              { path: 'oversight/figures', lazy: { Component: async () => (await oversight()).FiguresPage } },
              { path: 'oversight/looks', lazy: { Component: async () => (await oversight()).LooksPage } },
              { path: 'oversight/drift', lazy: { Component: async () => (await oversight()).DriftPage } },
              { path: 'oversight/ledger', lazy: { Component: async () => (await oversight()).LedgerPage } },
              { path: 'account', lazy: { Component: async () => (await account()).AccountPage } },
              { path: 'administration', lazy: { Component: async () => (await administration()).PeoplePage } },
              {
                path: 'administration/people/:accountId',
                lazy: { Component: async () => (await administration()).PersonPage },
              },
              { path: 'administration/roles', lazy: { Component: async () => (await administration()).RolesPage } },
              { path: 'administration/health', lazy: { Component: async () => (await administration()).HealthPage } },
              {
                path: 'administration/first-steps',
                lazy: { Component: async () => (await administration()).FirstStepsPage },
              },
              { path: '*', element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
]);
