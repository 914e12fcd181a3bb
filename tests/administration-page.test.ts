/** Administration and one's own account: a real server, a real browser, by keyboard, both languages. */
import { TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { startServer } from '#api/server.ts';
import { dashboardsDir } from '#cli/dashboards.ts';
import type { Authority } from '#core/authority.ts';
import { TEST_IDS } from '../dashboards/src/test-ids.ts';
import { expectAccessible } from './accessible.ts';
import { AUTHORITY, openApiHouse, PASSWORD, TWO_SUPERVISORS } from './api-house.ts';
import { openSignIn, PATIENCE, submitSignIn } from './browser.ts';
import { expectPresentable } from './looks.ts';
import { testNamespace } from './namespace.ts';
import { browser, house, openPageHouse, signIn, url } from './page-house.ts';

openPageHouse({ people: TWO_SUPERVISORS });

const fill = (page: Page, form: string, name: string, text: string): Promise<void> =>
  page.locator(`${form} [name="${name}"]`).fill(text);
const press = (page: Page, testId: string): Promise<void> => page.getByTestId(testId).press('Enter');

test.each([
  ['en-GB', 'rita', 'Chinese'],
  ['zh-CN', 'rolf', '中文'],
])(
  'a supervisor proposes a part of the queue, and another one reads and confirms it (%s)',
  async (locale, login, language) => {
    const sven = await signIn('sven', locale, `/administration/people/${login}`);
    const form = `[data-testid="${TEST_IDS.personForm}"]`;
    await fill(sven, form, 'work-languages', 'zh');
    await fill(sven, form, 'reason', 'the rota of the week');
    await sven.locator(`${form} [name="reason"]`).press('Enter');
    const proposal = sven.getByTestId(TEST_IDS.workProposal);
    await proposal.waitFor();
    expect(await proposal.textContent()).toContain(language);
    // Whoever proposed it is not offered to confirm it.
    expect(await sven.getByTestId(`${TEST_IDS.personAct}-work`).count()).toBe(0);
    await expectPresentable(sven, 'administration-person');
    expect((await house.store.accounts.get(login))?.work).toBeUndefined();
    await sven.context().close();

    const mara = await signIn('mara', locale, `/administration/people/${login}`);
    await press(mara, `${TEST_IDS.personAct}-work`);
    const dialog = mara.getByRole('dialog');
    expect(await dialog.textContent()).toContain(language);
    await dialog.getByRole('textbox').fill('agreed at the meeting');
    await expectAccessible(mara);
    await press(mara, TEST_IDS.personActConfirm);
    await mara.getByTestId(TEST_IDS.workProposal).waitFor({ state: 'detached' });
    expect(await mara.locator(`${form} [name="work-languages"]`).inputValue()).toBe('zh');
    expect((await house.store.accounts.get(login))?.work?.languages).toEqual(['zh']);
    await mara.context().close();
  },
  6 * PATIENCE,
);

test.each([
  ['en-GB', 'vera'],
  ['zh-CN', 'wanda'],
])(
  'a supervisor adds a person, who chooses a password and a second factor, and is disabled in the end (%s)',
  async (locale, login) => {
    const sven = await openSignIn(browser, url, locale);
    await expectPresentable(sven, 'sign-in');
    await submitSignIn(sven, 'sven', PASSWORD);
    await sven.goto(`${url}/administration`);
    await sven.getByTestId(TEST_IDS.personRow).first().waitFor();
    const add = `form:has([data-testid="${TEST_IDS.personAdd}"])`;
    await fill(sven, add, 'login', login);
    await fill(sven, add, 'name', `${login} Example`);
    await fill(sven, add, 'post', 'Analyst');
    await sven.locator(`${add} [name="role-analyst"]`).press('Space');
    await press(sven, TEST_IDS.personAdd);
    const password = (await sven.getByTestId(TEST_IDS.passwordMade).locator('code').textContent()) ?? '';
    await expectAccessible(sven);

    const page = await openSignIn(browser, url, locale);
    await submitSignIn(page, login, password);
    // Whatever is opened, the account comes first.
    await page.getByTestId(TEST_IDS.accountDue).waitFor();
    await expectAccessible(page);
    const own = `${password} is mine`;
    const change = `form:has([data-testid="${TEST_IDS.changePassword}"])`;
    await fill(page, change, 'password', password);
    await fill(page, change, 'next', own);
    await press(page, TEST_IDS.changePassword);
    // A second manager confirms it; the first is not offered to.
    await sven.goto(`${url}/administration/people/account-${login}`);
    await sven.getByTestId(`${TEST_IDS.personAct}-disable`).waitFor();
    expect(await sven.getByTestId(`${TEST_IDS.personAct}-vouch`).count()).toBe(0);
    const mara = await signIn('mara', locale, `/administration/people/account-${login}`);
    await press(mara, `${TEST_IDS.personAct}-vouch`);
    await mara.getByRole('dialog').getByRole('textbox').fill('met at the office, has the password');
    await expectAccessible(mara);
    await press(mara, TEST_IDS.personActConfirm);
    await mara.getByTestId(`${TEST_IDS.personAct}-vouch`).waitFor({ state: 'detached' });
    await mara.context().close();
    await page.reload();
    await page.getByTestId(TEST_IDS.account).waitFor();
    expect(await page.getByTestId(TEST_IDS.accountDue).count()).toBe(0);
    await fill(page, `form:has([data-testid="${TEST_IDS.startSecondFactor}"])`, 'password', own);
    await press(page, TEST_IDS.startSecondFactor);
    const secret = (await page.getByTestId(TEST_IDS.secondFactorSecret).textContent()) ?? '';
    await expectAccessible(page);
    const code = (): string => new TOTP({ secret }).generate({ timestamp: house.clock.now().getTime() });
    await fill(page, `form:has([data-testid="${TEST_IDS.confirmSecondFactor}"])`, 'code', code());
    await press(page, TEST_IDS.confirmSecondFactor);
    const codes = page.getByTestId(TEST_IDS.recoveryCodes);
    await codes.waitFor();
    expect(await codes.getByRole('listitem').count()).toBe(10);
    await fill(page, `form:has([data-testid="${TEST_IDS.makeKey}"])`, 'name', 'monthly figures');
    await page.locator('[name="post:search"]').press('Space');
    await press(page, TEST_IDS.makeKey);
    const token = (await page.getByTestId(TEST_IDS.keyToken).textContent()) ?? '';
    await page.getByTestId(TEST_IDS.keyRow).waitFor();
    const read = () => fetch(`${url}/api/v1/posts`, { headers: { authorization: `Bearer ${token}` } });
    expect((await read()).status).toBe(200);
    await expectAccessible(page);
    // A key is shown once.
    await page.reload();
    await page.getByTestId(TEST_IDS.keyRow).waitFor();
    expect(await page.getByTestId(TEST_IDS.keyToken).count()).toBe(0);
    await expectPresentable(page, 'account');
    await page.context().close();

    house.clock.advance(60_000);
    const again = await openSignIn(browser, url, locale);
    await again.getByTestId(TEST_IDS.signInLogin).fill(login);
    await again.getByTestId(TEST_IDS.signInPassword).fill(own);
    await again.keyboard.press('Enter');
    await again.getByTestId(TEST_IDS.signInCode).fill(code());
    await expectAccessible(again);
    await again.keyboard.press('Enter');
    await again.getByTestId(TEST_IDS.topBar).waitFor();

    await sven.goto(`${url}/administration/people/account-${login}`);
    await sven.getByTestId(TEST_IDS.personForm).waitFor();
    await sven.getByTestId(TEST_IDS.sessionRow).first().waitFor();
    await expectPresentable(sven, 'administration-person');
    await press(sven, `${TEST_IDS.personAct}-disable`);
    await sven.getByRole('dialog').getByRole('textbox').fill('has left the office');
    await expectAccessible(sven);
    await press(sven, TEST_IDS.personActConfirm);
    await sven.getByTestId(`${TEST_IDS.personAct}-enable`).waitFor();
    await again.reload();
    await again.getByTestId(TEST_IDS.signInForm).waitFor();
    expect((await read()).status).toBe(401);
    await again.context().close();
    await sven.context().close();
  },
  6 * PATIENCE,
);

test.each(['en-GB', 'zh-CN'])(
  'an auditor sees people, roles and how the house is, and changes nothing (%s)',
  async (locale) => {
    const page = await signIn('olga', locale, '/administration');
    await page.getByTestId(TEST_IDS.personRow).first().waitFor();
    expect(await page.getByTestId(TEST_IDS.personAdd).count()).toBe(0);
    await expectPresentable(page, 'administration-people');
    await page.goto(`${url}/administration/roles`);
    await page.getByTestId(TEST_IDS.rolesTable).waitFor();
    await expectPresentable(page, 'administration-roles');
    await page.goto(`${url}/administration/health`);
    await page.getByTestId(TEST_IDS.healthParts).waitFor();
    await expectPresentable(page, 'administration-health');
    await page.context().close();
  },
  4 * PATIENCE,
);

test.each([
  ['en-GB', testNamespace()],
  ['zh-CN', testNamespace()],
])(
  'whoever started an empty house makes the first account and sees what is missing (%s)',
  async (locale, namespace) => {
    let code: string | null = 'code-of-this-start';
    let written: Authority | null = null;
    const empty = await openApiHouse(namespace, {
      people: {},
      dashboardsDir,
      authority: null,
      setup: {
        code: () => code,
        used: () => {
          code = null;
        },
        authority: () => written,
        saveAuthority: (authority) => {
          written = authority;
        },
      },
    });
    try {
      const url = await startServer(empty.app, '127.0.0.1', 0);
      const page = await (await browser.newContext({ locale, viewport: { width: 1280, height: 900 } })).newPage();
      page.setDefaultTimeout(PATIENCE);
      await page.goto(url);
      const form = `[data-testid="${TEST_IDS.setupForm}"]`;
      await page.getByTestId(TEST_IDS.setupForm).waitFor();
      await expectPresentable(page, 'setup');
      await fill(page, form, 'code', 'code-of-this-start');
      await fill(page, form, 'login', 'head');
      await fill(page, form, 'name', 'Head of unit');
      await fill(page, form, 'post', 'Head of unit');
      await fill(page, form, 'password', 'a long first password');
      await page.keyboard.press('Enter');
      await page.getByTestId(TEST_IDS.firstSteps).waitFor();
      await expectPresentable(page, 'administration-first-steps');
      const authority = `[data-testid="${TEST_IDS.authorityForm}"]`;
      const { name, contact, feedbackContact, challengeBefore, challengeDeadline, memberState } = AUTHORITY;
      const fields = { name, contact, feedbackContact, challengeBefore, challengeDeadline, memberState };
      for (const [field, value] of Object.entries(fields)) await fill(page, authority, field, value);
      await fill(page, authority, 'nationalProvisions', AUTHORITY.nationalProvisions);
      await page.keyboard.press('Enter');
      await page.getByTestId(TEST_IDS.authorityForm).waitFor({ state: 'detached' });
      expect(written).toEqual({ ...AUTHORITY, type: 'judge-or-court', counterparts: {} });
      await page.context().close();
    } finally {
      await empty.close();
    }
  },
  6 * PATIENCE,
);
