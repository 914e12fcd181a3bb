/**
 * Every key of the pages, declared once: what it is called, where it works, what it does. The help is printed from this, and
 * a page can only attach an action that is declared here.
 */
export const HOTKEY_SCOPES = ['everywhere', 'queue', 'case', 'decision', 'exemption', 'archive'] as const;
export type HotkeyScope = (typeof HOTKEY_SCOPES)[number];

export const HOTKEYS = [
  { action: 'help', key: '?', scope: 'everywhere', label: 'hotkeys.help' },
  { action: 'undo', key: 'z', scope: 'everywhere', label: 'hotkeys.undo' },
  { action: 'takeNext', key: 'n', scope: 'queue', label: 'hotkeys.takeNext' },
  { action: 'reveal', key: 'r', scope: 'case', label: 'hotkeys.reveal' },
  { action: 'skip', key: 's', scope: 'case', label: 'hotkeys.skip' },
  { action: 'ask', key: 'a', scope: 'case', label: 'hotkeys.ask' },
  { action: 'handOver', key: 'h', scope: 'case', label: 'hotkeys.handOver' },
  { action: 'note', key: 'm', scope: 'case', label: 'hotkeys.note' },
  { action: 'backToQueue', key: 'q', scope: 'case', label: 'hotkeys.backToQueue' },
  { action: 'violating', key: 'v', scope: 'decision', label: 'hotkeys.violating' },
  { action: 'notViolating', key: 'c', scope: 'decision', label: 'hotkeys.notViolating' },
  { action: 'notSure', key: 'u', scope: 'decision', label: 'hotkeys.notSure' },
  { action: 'escalate', key: 'e', scope: 'decision', label: 'hotkeys.escalate' },
  { action: 'category1', key: '1', scope: 'decision', label: 'hotkeys.category', category: 'threat' },
  { action: 'category2', key: '2', scope: 'decision', label: 'hotkeys.category', category: 'instruction' },
  { action: 'category3', key: '3', scope: 'decision', label: 'hotkeys.category', category: 'incitement' },
  { action: 'category4', key: '4', scope: 'decision', label: 'hotkeys.category', category: 'solicitation' },
  { action: 'category5', key: '5', scope: 'decision', label: 'hotkeys.category', category: 'recruitment' },
  { action: 'category6', key: '6', scope: 'decision', label: 'hotkeys.category', category: 'glorification' },
  { action: 'exemptionTest', key: 'x', scope: 'decision', label: 'hotkeys.exemptionTest' },
  { action: 'reason', key: 'w', scope: 'decision', label: 'hotkeys.reason' },
  { action: 'submit', key: 'Control+Enter', scope: 'decision', label: 'hotkeys.submit' },
  { action: 'exemptionYes', key: 'y', scope: 'exemption', label: 'hotkeys.exemptionYes' },
  { action: 'exemptionNo', key: 'n', scope: 'exemption', label: 'hotkeys.exemptionNo' },
  { action: 'search', key: '/', scope: 'archive', label: 'hotkeys.search' },
  { action: 'revealAll', key: 'r', scope: 'archive', label: 'hotkeys.revealAll' },
] as const satisfies readonly {
  action: string;
  key: string;
  scope: HotkeyScope;
  label: `hotkeys.${string}`;
  category?: string;
}[];

export type Hotkey = (typeof HOTKEYS)[number];
export type HotkeyAction = Hotkey['action'];

/** Keys that a person has chosen instead, by action. */
export type OwnKeys = Readonly<Record<string, string>>;

const defaultOf = (action: HotkeyAction): string => HOTKEYS.find((hotkey) => hotkey.action === action)?.key ?? '';
export const keyIn = (own: OwnKeys, action: HotkeyAction): string => own[action] ?? defaultOf(action);

/** What works with a modifier works inside fields too, and stays as it is. */
export const isRemappable = (action: HotkeyAction): boolean => defaultOf(action).length === 1;
/** What can be a key of one's own: one character, without a modifier. */
export const isKeyName = (key: string): boolean => [...key].length === 1 && /^[^\sA-Z]$/u.test(key);

/** Scopes of pages that are open together: there no two actions have the same key. */
export const TOGETHER: readonly (readonly HotkeyScope[])[] = [
  ['everywhere', 'queue'],
  ['everywhere', 'case', 'decision'],
  ['everywhere', 'archive'],
  ['exemption'],
];

/** The other action that has this key already where both would work; null: it is free. */
export const takenBy = (own: OwnKeys, action: HotkeyAction, key: string): HotkeyAction | null => {
  const scope = HOTKEYS.find((hotkey) => hotkey.action === action)?.scope;
  const near = TOGETHER.filter((scopes) => scope !== undefined && scopes.includes(scope)).flat();
  const other = HOTKEYS.find(
    (hotkey) => hotkey.action !== action && near.includes(hotkey.scope) && keyIn(own, hotkey.action) === key,
  );
  return other?.action ?? null;
};

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  /** The keystroke goes into a field. */
  typing: boolean;
  /** It belongs to an input method that is putting a character together. */
  composing: boolean;
}

/** Whether a keystroke means this key. Single keys rest while somebody types; the Command key counts as Control. */
export const means = (hotkey: { key: string }, pressed: Pressed): boolean => {
  if (pressed.composing || pressed.altKey) return false;
  const control = pressed.ctrlKey || pressed.metaKey;
  if (hotkey.key.startsWith('Control+')) return control && pressed.key === hotkey.key.slice('Control+'.length);
  return !control && !pressed.typing && pressed.key.toLowerCase() === hotkey.key;
};
