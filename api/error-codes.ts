/**
 * Every code that an error of the API can carry. `sentence` is what went wrong, `meaning` when it happens and what to do;
 * the page of error codes in the documentation is printed from this.
 */
export interface ErrorCode {
  status: number;
  sentence: string;
  meaning: string;
}

export const ERROR_CODES = {
  // The request itself
  BODY_INVALID: {
    status: 400,
    sentence: 'The body of the request does not have the right shape.',
    meaning: 'A field is missing, unknown or wrong; `details` names each one. Unknown fields are refused, not dropped.',
  },
  QUERY_INVALID: {
    status: 400,
    sentence: 'The query of the request does not have the right shape.',
    meaning: 'A parameter is unknown or wrong; `details` names each one.',
  },
  PATH_INVALID: {
    status: 400,
    sentence: 'The address of the request does not have the right shape.',
    meaning: 'An id in the path holds characters that no id has.',
  },
  HEADERS_INVALID: {
    status: 400,
    sentence: 'A header of the request does not have the right shape.',
    meaning: '`details` names the header.',
  },
  REQUEST_INVALID: {
    status: 400,
    sentence: 'The request could not be read.',
    meaning: 'The body is not JSON, is empty where one is needed, or its length is not the one announced.',
  },
  SEARCH_UNREADABLE: {
    status: 400,
    sentence: 'The search cannot be read.',
    meaning: '`details` names the place in the search, the rule and what to write instead.',
  },
  SEARCH_NOT_YOURS: {
    status: 403,
    sentence: 'This saved search is somebody else’s.',
    meaning: 'Whoever saved it changes it, watches it and takes it away. Save it under a name of your own.',
  },
  COLLECTION_NOT_YOURS: {
    status: 403,
    sentence: 'This collection is somebody else’s.',
    meaning: 'Whoever made it describes and closes it. A shared one takes posts of everybody who may search.',
  },
  COLLECTION_FULL: {
    status: 409,
    sentence: 'A collection holds at most 1000 posts.',
    meaning: 'Take some out, or begin another.',
  },
  ANNOTATION_NOT_YOURS: {
    status: 403,
    sentence: 'Only its author withdraws a note.',
    meaning: 'Write a note of your own beside it.',
  },
  EXPORTS_MANY: {
    status: 409,
    sentence: 'Nobody has more than three exports made at a time.',
    meaning: 'Wait for one to end, or break one off.',
  },
  EXPORT_LARGE: {
    status: 422,
    sentence: 'An export holds at most 50 captures as WACZ, and 1,000 as WARC.',
    meaning: 'Choose fewer posts. It stands as `failure` of the export.',
  },
  EXPORT_GONE: {
    status: 410,
    sentence: 'The file of this export is not there (any more).',
    meaning: 'A file is there for 24 hours after it was made. Ask for the export again.',
  },
  SEARCHES_MANY: {
    status: 409,
    sentence: 'Nobody keeps more than 100 searches.',
    meaning: 'Take one away that is not needed any more.',
  },
  ACCESS_REASON_REQUIRED: {
    status: 428,
    sentence: 'Looking at this needs a reason.',
    meaning:
      'It was flagged. Say why in the header `x-access-reason` (3 to 300 characters, percent-encoded); it stands in the ledger beside the look.',
  },
  CURSOR_INVALID: {
    status: 400,
    sentence: 'The paging position cannot be read.',
    meaning: '`after` must be the `next` of an earlier page of the same list. Start again without it.',
  },
  NOT_FOUND: {
    status: 404,
    sentence: 'There is nothing at this address, or nothing that you may know of.',
    meaning: 'The id or the path is wrong.',
  },
  REBUILDING: {
    status: 503,
    sentence: 'The indices are being rebuilt.',
    meaning: 'Nothing was written. Reading goes on where it can; try again in a minute.',
  },
  CASE_UNKNOWN: { status: 404, sentence: 'There is no such case.', meaning: 'The id is wrong.' },
  ORDER_UNKNOWN: { status: 404, sentence: 'There is no such order.', meaning: 'The id is wrong.' },
  SOURCE_UNKNOWN: { status: 404, sentence: 'There is no such source.', meaning: 'The id is wrong.' },
  OPERATOR_UNKNOWN: { status: 404, sentence: 'There is no such operator.', meaning: 'The id is wrong.' },
  FIGURE_OF_FEW: {
    status: 422,
    sentence: 'Fewer than three people gave these answers.',
    meaning:
      'A figure of one or two people would be one of a person. Ask for a longer time, or without language and category.',
  },
  EVENT_UNKNOWN: {
    status: 404,
    sentence: 'The ledger has no such event.',
    meaning: 'The id is wrong, or the act was never recorded.',
  },
  CONFLICT: {
    status: 409,
    sentence: 'Others are changing the same record all the time.',
    meaning: 'Nothing was written. Try again.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    sentence: 'This address does not take this method.',
    meaning: 'The header `Allow` lists the methods that it takes.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    sentence: 'The body of the request is too large.',
    meaning: 'Bodies are limited to 64 KiB, answers of operators to 256 KiB.',
  },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    sentence: 'The body of the request is not JSON.',
    meaning: 'Send `content-type: application/json`.',
  },
  TOO_MANY_REQUESTS: {
    status: 429,
    sentence: 'Too many requests in a short time.',
    meaning: 'Wait for as many seconds as `retry-after` says.',
  },
  INTERNAL: {
    status: 500,
    sentence: 'Something went wrong in the house.',
    meaning: 'The message is kept in the log under the id of the error; name that id when asking for help.',
  },
  UNAVAILABLE: {
    status: 503,
    sentence: 'A service that Weir needs does not answer.',
    meaning: 'Elasticsearch or Redis is down or overloaded. Nothing was lost; try again shortly.',
  },
  // Signing in
  SIGN_IN_REQUIRED: {
    status: 401,
    sentence: 'Nobody is signed in.',
    meaning: 'Sign in at POST /api/v1/session.',
  },
  SIGN_IN_REFUSED: {
    status: 401,
    sentence: 'Login or password is wrong.',
    meaning: 'The answer is the same for an unknown login, a disabled account and a wrong password.',
  },
  SIGN_IN_LIMITED: {
    status: 429,
    sentence: 'Too many attempts to sign in.',
    meaning: 'After ten failed attempts for one login from one address, sign-in rests for fifteen minutes.',
  },
  CODE_REQUIRED: {
    status: 401,
    sentence: 'A code of the second factor is needed too.',
    meaning: 'Send login and password again, with the six digits that the device shows or with a recovery code.',
  },
  CODE_WRONG: {
    status: 403,
    sentence: 'The code is not right.',
    meaning: 'Type the code that the device shows now. Each code opens once, recovery codes too.',
  },
  PASSWORD_CHANGE_REQUIRED: {
    status: 403,
    sentence: 'The password was given by a colleague and has to be changed first.',
    meaning: 'Choose a password of your own on the page of your account; nothing else opens before.',
  },
  SECOND_FACTOR_REQUIRED: {
    status: 403,
    sentence: 'This role needs a second factor.',
    meaning: 'Set one up on the page of your account; nothing else opens before.',
  },
  SECOND_FACTOR_NOT_STARTED: {
    status: 409,
    sentence: 'The set-up of the second factor has not begun, or took longer than ten minutes.',
    meaning: 'Begin again; the picture changes each time.',
  },
  SECOND_FACTOR_ON: {
    status: 409,
    sentence: 'The account has a second factor already.',
    meaning: 'Remove it first, with a code of it.',
  },
  SECOND_FACTOR_OFF: {
    status: 409,
    sentence: 'This account has no second factor.',
    meaning: 'Load it again.',
  },
  PASSWORD_WRONG: {
    status: 403,
    sentence: 'The password is not the present one.',
    meaning: 'Type the password with which you signed in.',
  },
  PASSWORD_SAME: {
    status: 422,
    sentence: 'The new password is the present one, or holds the login.',
    meaning: 'Choose another; a few words in a row are easy to keep and hard to guess.',
  },
  PASSWORD_ELSEWHERE: {
    status: 409,
    sentence: 'This person signs in with the provider of the house.',
    meaning: 'Passwords and second factors of these accounts are kept there.',
  },
  SESSION_UNKNOWN: {
    status: 404,
    sentence: 'There is no such session.',
    meaning: 'It has ended already. Load the list again.',
  },
  PROVIDER_NOT_SET: {
    status: 404,
    sentence: 'No provider is set up for signing in.',
    meaning: 'Sign in with login and password. `WEIR_OIDC_ISSUER` names a provider.',
  },
  KEY_INVALID: {
    status: 401,
    sentence: 'The key opens nothing.',
    meaning: 'It is unknown, expired or revoked, or its owner is disabled. Make another on the page of your account.',
  },
  KEY_UNKNOWN: { status: 404, sentence: 'The account has no such key.', meaning: 'Load the account again.' },
  KEY_SCOPE: {
    status: 422,
    sentence: 'A key cannot do what its owner may not.',
    meaning: '`details` names the scopes; leave them out.',
  },
  KEYS_TOO_MANY: {
    status: 409,
    sentence: 'Nobody has more than 20 keys.',
    meaning: 'Revoke one that is not needed any more.',
  },
  ACCOUNT_UNKNOWN: { status: 404, sentence: 'There is no such account.', meaning: 'The id is wrong.' },
  ACCOUNT_EXISTS: {
    status: 409,
    sentence: 'There is an account of this login already.',
    meaning: 'A login names one person for ever, disabled or not. Choose another.',
  },
  ACCOUNT_OWN: {
    status: 409,
    sentence: 'Nobody changes the roles or the state of their own account, or resets it.',
    meaning: 'Ask a colleague who manages accounts.',
  },
  ACCOUNT_UNCONFIRMED: {
    status: 403,
    sentence: 'A second person has not confirmed this account yet.',
    meaning:
      'Who gave the password does not confirm it. Another colleague who manages accounts does, on the page of people.',
  },
  ACCOUNT_CONFIRMED: {
    status: 409,
    sentence: 'This account does not wait for anybody.',
    meaning: 'Somebody confirmed it meanwhile. Load it again.',
  },
  ROLES_FROM_PROVIDER: {
    status: 409,
    sentence: 'The roles of this account come from the provider at each sign-in.',
    meaning: 'Change the groups of the person there, or which role a group means (`WEIR_OIDC_ROLES`).',
  },
  WORK_AREA_CHANGED: {
    status: 409,
    sentence: 'Another part of the queue was proposed meanwhile.',
    meaning: 'What is confirmed is what was read. Load it again and read what is proposed now.',
  },
  WORK_AREA_UNSUITABLE: {
    status: 422,
    sentence: 'Only for somebody who takes cases can a part of the queue be set.',
    meaning:
      'Supervisors and auditors answer for all of the queue, liaisons order removals from any part of it. Leave languages, categories and purposes empty, or give the person the role of a reviewer alone.',
  },
  RESET_TAKES_TWO: {
    status: 409,
    sentence: 'Password and second factor of one account are not both reset by the same person.',
    meaning: 'Whoever did both could sign in as that person. Have another colleague do this part.',
  },
  AUTHORITY_WRITTEN: {
    status: 409,
    sentence: 'Which authority this is has been written down already.',
    meaning: 'It stands on orders that have left. Whoever keeps the machine changes the file authority.json.',
  },
  SETUP_OVER: {
    status: 409,
    sentence: 'This installation has people already.',
    meaning: 'Sign in. New people are added by whoever manages accounts.',
  },
  SETUP_CODE_WRONG: {
    status: 403,
    sentence: 'This is not the code that the start printed.',
    meaning: 'Look at the window in which Weir was started; it prints the code until somebody has an account.',
  },
  SESSION_EXPIRED: {
    status: 401,
    sentence: 'The session has ended.',
    meaning:
      'A session ends eight hours after its last use, on sign-out, or when the account is disabled. Sign in again.',
  },
  CSRF_INVALID: {
    status: 403,
    sentence: 'The request does not prove that it comes from the pages of Weir.',
    meaning: 'Every request that is not a GET carries the `csrfToken` of the session in the header `x-csrf-token`.',
  },
  NOT_PERMITTED: {
    status: 403,
    sentence: 'Your role may not do this.',
    meaning: 'The table of roles and permissions says which role may.',
  },
  // Cases
  CASE_CLAIMED: {
    status: 409,
    sentence: 'Somebody else is working on this case.',
    meaning: 'A claim lasts ten minutes and is renewed while its holder works. Take the next case.',
  },
  CASE_OUTSIDE_WORK: {
    status: 403,
    sentence: 'This case lies outside the part of the queue that is yours.',
    meaning:
      'Whoever manages accounts has set languages, categories or purposes for you; a case that you have had to do with stays open to you. Leave it to a colleague, or have your part of the queue changed.',
  },
  CARRY_UNSUITABLE: {
    status: 409,
    sentence: 'There is no decision of yours here that could be carried to other cases.',
    meaning:
      'Only whoever said violating or not violating carries it, while it is in force. Open the case and see what it says now.',
  },
  CARRY_NOT_ALIKE: {
    status: 422,
    sentence: 'This case does not say the same.',
    meaning: 'A decision is carried to texts that mean nearly the same. Decide this case by itself.',
  },
  CLAIM_LOST: {
    status: 409,
    sentence: 'You do not hold this case (any more).',
    meaning: 'The claim ran out or was given back. Claim the case again.',
  },
  CASE_CHANGED: {
    status: 409,
    sentence: 'Somebody or something changed this case after you opened it.',
    meaning: 'A decision names the revision that its maker saw. Load the case again and decide on what it says now.',
  },
  CASE_NOT_DECIDABLE: {
    status: 409,
    sentence: 'A case in this state cannot be decided.',
    meaning: 'Only open, escalated and second-opinion cases that are not on hold can.',
  },
  CONTENT_CHANGED: {
    status: 409,
    sentence: 'The text is not the one that you read.',
    meaning: 'A decision binds to the hash of the text. Load the case again and read the text.',
  },
  SECOND_PERSON_REQUIRED: {
    status: 403,
    sentence: 'Another person has to do this.',
    meaning: 'Second opinions, countersignatures and signatures of orders come from somebody who did not decide.',
  },
  CATEGORY_MISSING: {
    status: 422,
    sentence: 'A violating decision names at least one category.',
    meaning: 'Choose a category of the label guide.',
  },
  LEGAL_BASIS_MISSING: {
    status: 422,
    sentence: 'A violating decision names its legal basis.',
    meaning: 'Choose the legal basis.',
  },
  EXEMPTION_TEST_MISSING: {
    status: 422,
    sentence: 'The test of article 1(3) was not answered.',
    meaning: 'Answer every question of the exemption test.',
  },
  EXEMPTION_APPLIES: {
    status: 422,
    sentence: 'The exemption test says that the text is protected.',
    meaning: 'Decide "not violating", or correct the test.',
  },
  UNDO_EXPIRED: {
    status: 409,
    sentence: 'The time to undo has passed.',
    meaning: 'A decision or signature can be taken back for as long as `undoSeconds` of the session says.',
  },
  UNDO_NOT_YOURS: {
    status: 403,
    sentence: 'Only the person who did it can undo it.',
    meaning: 'Ask that person.',
  },
  QUESTIONS_MANY: {
    status: 409,
    sentence: 'A case has at most 50 questions.',
    meaning: 'Write a note, or escalate the case.',
  },
  QUESTION_UNKNOWN: { status: 404, sentence: 'The case has no such question.', meaning: 'Load the case again.' },
  QUESTION_ANSWERED: {
    status: 409,
    sentence: 'This question was answered already.',
    meaning: 'Read the answer; what you would add goes into a note.',
  },
  QUESTION_NOT_YOURS: {
    status: 403,
    sentence: 'This question was put to somebody else.',
    meaning: 'Write a note instead.',
  },
  COLLEAGUE_UNSUITABLE: {
    status: 422,
    sentence: 'This colleague cannot be given that.',
    meaning:
      'A question goes to another person who may read the case, a case to another person who may decide it. Choose somebody else.',
  },
  SAMPLE_EMPTY: {
    status: 409,
    sentence: 'No decided case is like that.',
    meaning: 'A sample is drawn from cases that are decided to the end; none fits. Ask for less.',
  },
  READING_NOT_OPEN: {
    status: 409,
    sentence: 'This case does not wait for you to read it again.',
    meaning:
      'You had to do with it, it can still be decided otherwise, or enough people have read it. Take the next one.',
  },
  GOLDEN_NOT_FINAL: {
    status: 409,
    sentence: 'Only a case that is decided to the end can be golden.',
    meaning: 'Wait until it is cleared or signed.',
  },
  NOT_CONFIRMED: {
    status: 409,
    sentence: 'Only confirmed cases are countersigned.',
    meaning: 'The case is not in the state `confirmed`.',
  },
  STILL_ON_HOLD: {
    status: 409,
    sentence: 'The first decision can still be undone.',
    meaning: 'Countersign after `holdUntil`.',
  },
  // Orders
  SECOND_SIGNATURE_MISSING: {
    status: 409,
    sentence: "An order needs a decision and a second person's signature.",
    meaning: 'Have the case countersigned first.',
  },
  ORDER_EXISTS: {
    status: 409,
    sentence: 'Every address there is gone or already under an order.',
    meaning: 'Open the existing order of the case for that operator.',
  },
  ORDER_CHANGED: {
    status: 409,
    sentence: 'Somebody or something changed this order after you opened it.',
    meaning: 'Load the order again.',
  },
  ORDER_STATE: {
    status: 409,
    sentence: 'An order in this state does not allow this.',
    meaning: 'Load the order again; `actions` says what it allows now.',
  },
  NO_DECISION: {
    status: 409,
    sentence: 'There is no violating decision to order on.',
    meaning: 'Have the case decided first.',
  },
  NOTHING_TO_REMOVE: {
    status: 409,
    sentence: 'No known address at this operator is still up.',
    meaning: 'Choose another operator, or re-check the addresses.',
  },
  NO_COMMON_LANGUAGE: {
    status: 422,
    sentence: "The operator accepts none of the authority's languages.",
    meaning: 'Add a language to the authority, or have the order translated (article 15(2)).',
  },
  ARTICLE_3_4: {
    status: 422,
    sentence: 'The order lacks what article 3(4) demands.',
    meaning: '`details` names each missing element. Complete the form and sign again.',
  },
  AUTHORITY_NOT_CONFIGURED: {
    status: 409,
    sentence: 'This installation does not know its authority yet.',
    meaning: 'An administrator sets the issuing authority before orders can be drawn up.',
  },
  CLARIFICATION_NOT_ASKED: {
    status: 409,
    sentence: 'No Annex III of this order waits for a clarification.',
    meaning: 'The operator asked for none, or one has reached it. Load the order again.',
  },
  CLARIFICATION_UNDER_WAY: {
    status: 409,
    sentence: 'A clarification of this order waits for word of its receipt.',
    meaning: 'Record its receipt before another one is sent.',
  },
  DELIVERY_FAILED: {
    status: 502,
    sentence: 'The operator could not be reached.',
    meaning: 'Nothing was recorded. Try again; the operator recognises a repeated message.',
  },
  SERVICE_NOT_AWAITED: {
    status: 409,
    sentence: 'Nobody waits for word of the service of this message.',
    meaning: 'It was recorded by somebody else, answered, or never left. Load the order again.',
  },
  SERVICE_TIME: {
    status: 422,
    sentence: 'The time of receipt cannot be right.',
    meaning: 'It lies in the future, or before the message was sent. Correct it.',
  },
  PROOF_INVALID: {
    status: 422,
    sentence: 'The file of proof cannot be read.',
    meaning: 'It must be base64, of at most 5 MB. Send it again, or without the file.',
  },
  NOTHING_TO_REPLAY: {
    status: 409,
    sentence: 'Nothing of it is a dead letter.',
    meaning: 'Somebody else had it tried again, or it has arrived. Load it again.',
  },
  PRINT_FAILED: {
    status: 503,
    sentence: 'The form could not be printed.',
    meaning:
      'Chromium does not run on this installation, or was too slow. Try again; the signed JSON needs no browser.',
  },
  SIGNED_DOCUMENT_INVALID: {
    status: 400,
    sentence: 'The signed file does not have the right shape.',
    meaning: 'It is not a form as this installation signs it.',
  },
  // Answers of operators
  SIGNATURE_INVALID: {
    status: 401,
    sentence: 'The message signature was refused.',
    meaning: 'Sign the request (RFC 9421) with the key that is in the directory, over the address in the order.',
  },
  SIGNATURE_REPLAYED: {
    status: 409,
    sentence: 'This signature was used before.',
    meaning: 'Every request needs a fresh nonce. To repeat an answer, sign it again.',
  },
  ANSWER_INVALID: {
    status: 400,
    sentence: 'The answer is not an Annex II or III.',
    meaning: '`details` names each wrong field.',
  },
  ANSWER_MISMATCH: {
    status: 422,
    sentence: 'The answer names another order.',
    meaning: 'Send it with the reference of the order that it answers, signed by the operator that the order went to.',
  },
  STATEMENT_INVALID: {
    status: 422,
    sentence: 'The statement of reasons does not keep the rules of its schema.',
    meaning: '`details` names each field of the Transparency Database that is wrong or missing.',
  },
  ANSWER_CODE_UNKNOWN: {
    status: 404,
    sentence: 'This code opens nothing: it was used, has expired, or never was.',
    meaning: 'A code answers once, within thirty days. Ask the authority for a new one.',
  },
  ANSWER_CODES_MANY: {
    status: 409,
    sentence: 'There are codes already that nobody has used.',
    meaning: 'An order or notice has at most five open codes. Use one of them, or wait until they have expired.',
  },
  // Orders and notices under the DSA, and referrals
  NOTICE_UNKNOWN: { status: 404, sentence: 'There is no such notice.', meaning: 'The id is wrong.' },
  NOTICE_EXISTS: {
    status: 409,
    sentence: 'Every address there is gone, or under such a notice already.',
    meaning: 'Open the one that is there; the same instrument is used once for an address.',
  },
  NOTICE_CHANGED: {
    status: 409,
    sentence: 'Somebody or something changed this after you opened it.',
    meaning: 'Load it again.',
  },
  NOTICE_STATE: {
    status: 409,
    sentence: 'A notice in this state does not allow this.',
    meaning: 'Load it again; `actions` says what it allows now.',
  },
  NOTICE_INCOMPLETE: {
    status: 422,
    sentence: 'It lacks what the law or its kind demands.',
    meaning: '`details` names each missing element. Complete the form and sign again.',
  },
  // De-confliction
  DECONFLICTION: {
    status: 409,
    sentence: 'Somebody is at the same address already.',
    meaning:
      '`details` names each address and who is at it: an order of ours, or another authority by an imported list. Withdraw the order, or have somebody other than the signer release it with a reason.',
  },
  INVESTIGATION_HOLD: {
    status: 409,
    sentence: 'The case is held for an investigation.',
    meaning: 'Nobody can release that on the order: whoever holds the case lifts the hold there first.',
  },
  NOTHING_TO_RELEASE: {
    status: 409,
    sentence: 'Nothing stands in the way of this order.',
    meaning: 'It can be signed as it is, or this person has released it already.',
  },
  COORDINATION_INVALID: {
    status: 422,
    sentence: 'The list of another authority cannot be taken in as it stands.',
    meaning: '`details` names each place. Nothing was taken in.',
  },
  // After an order has left
  NON_DISCLOSURE_PERSON: {
    status: 403,
    sentence: 'Decision, non-disclosure and signature are three acts of three people.',
    meaning:
      'Whoever saved the form with the box of section C answers for non-disclosure: that person neither decided the case nor signs. Have somebody else save the form, or somebody else sign. In every role.',
  },
  NON_DISCLOSURE_NONE: {
    status: 409,
    sentence: 'No signed order forbids to inform the content provider.',
    meaning: 'There is nothing to extend.',
  },
  NON_DISCLOSURE_EXTENDED: {
    status: 409,
    sentence: 'Non-disclosure was extended once already.',
    meaning: 'The Regulation knows one extension of six weeks, and no second.',
  },
  NON_DISCLOSURE_LAPSED: {
    status: 409,
    sentence: 'The six weeks of non-disclosure are over.',
    meaning: 'The content provider may be informed now; an extension would have had to come before.',
  },
  PRESERVATION_NONE: {
    status: 409,
    sentence: 'Nothing was removed on this order yet.',
    meaning: 'The six months of preservation start with the removal.',
  },
  PRESERVATION_ENDED: {
    status: 409,
    sentence: 'The period of preservation is over.',
    meaning: 'The provider may have deleted the content. Ask the provider.',
  },
  NOT_CROSS_BORDER: {
    status: 409,
    sentence: 'Only a cross-border order is scrutinised by another authority.',
    meaning: 'A complaint about an order within one State is entered at the desk.',
  },
  SCRUTINY_LATE: {
    status: 422,
    sentence: 'Scrutiny could be asked for within 48 hours of receipt.',
    meaning:
      'Check the time of the request. What the other authority finds all the same is entered as its own finding.',
  },
  SCRUTINY_DECIDED: {
    status: 409,
    sentence: 'What was found on this request is entered already.',
    meaning: 'Load the order again.',
  },
  CHALLENGE_UNKNOWN: { status: 404, sentence: 'The order has no such challenge.', meaning: 'The id is wrong.' },
  CHALLENGE_ENDED: {
    status: 409,
    sentence: 'These proceedings have ended already.',
    meaning: 'Load the order again.',
  },
  CHALLENGE_FINAL: {
    status: 409,
    sentence: 'The order was final before it was challenged.',
    meaning: 'Check when the challenge was lodged.',
  },
  TIME_AHEAD: {
    status: 422,
    sentence: 'What is entered must have happened, and after the order was received.',
    meaning: 'Correct the time.',
  },
  LETTER_UNKNOWN: { status: 404, sentence: 'The order has no such letter.', meaning: 'The id is wrong.' },
  LETTER_DELIVERED: {
    status: 409,
    sentence: 'This letter has arrived already.',
    meaning: 'The page of the order shows the receipt or the proof.',
  },
  LETTER_TIME: {
    status: 422,
    sentence: 'A letter arrives after it was made, and not in the future.',
    meaning: 'Give the time of receipt that the proof shows.',
  },
  // Policies
  POLICY_UNKNOWN: { status: 404, sentence: 'There is no such policy.', meaning: 'The version is wrong.' },
  POLICY_EXISTS: {
    status: 409,
    sentence: 'There is a policy of this version already.',
    meaning: 'A version names one policy for ever. Choose another name.',
  },
  POLICY_STATE: {
    status: 409,
    sentence: 'A policy in this state does not allow this.',
    meaning: 'A version goes from draft over a dry run to live and is then retired. Load the list of policies again.',
  },
  POLICY_NOT_PROPOSED: {
    status: 409,
    sentence: 'Nobody has proposed this version yet.',
    meaning: 'Have its author propose it first.',
  },
  DRY_RUN_TOO_SHORT: {
    status: 409,
    sentence: 'The dry run has not seen enough posts.',
    meaning: 'Every new post counts; `dryRunPosts` of the list says how many are needed. Let it run on.',
  },
  // Sources
  SOURCE_EXISTS: {
    status: 409,
    sentence: 'There is a source of this id already, or there was one.',
    meaning: 'An id names one source for ever. Choose another, or change that source.',
  },
  SOURCE_INVALID: {
    status: 422,
    sentence: 'The entry cannot be put on the allow-list as it stands.',
    meaning:
      '`details` names each field: an address off the hosts, a secret, a review date that is over or too far, a selector that cannot be read.',
  },
  SOURCE_STATE: {
    status: 409,
    sentence: 'A source in this state does not allow this.',
    meaning: 'A retired source stays as it is; one that nobody has approved can only be changed, approved or refused.',
  },
  SOURCE_CHANGED: {
    status: 409,
    sentence: 'Somebody changed this source after you opened it.',
    meaning: 'A change names the version that its maker saw. Load the source again.',
  },
  SOURCE_UNCHANGED: {
    status: 409,
    sentence: 'The entry says the same as before.',
    meaning: 'Nothing was written. Change what is to be changed, then save.',
  },
  SOURCE_NOT_PROPOSED: {
    status: 409,
    sentence: 'Nothing of this source waits for an approval.',
    meaning: 'Somebody has approved or refused it already, or nobody proposed anything.',
  },
  SOURCE_REVIEW_PAST: {
    status: 409,
    sentence: 'The review date of the proposal has passed.',
    meaning: 'Have a later review date proposed, then approve that.',
  },
  OPERATOR_EXISTS: {
    status: 409,
    sentence: 'There is an operator of this id already, or one was proposed.',
    meaning: 'An id names one operator for ever. Choose another, or change that operator.',
  },
  OPERATOR_INVALID: {
    status: 422,
    sentence: 'The entry cannot be put into the directory as it stands.',
    meaning:
      '`details` names each field: an address that is not https, a key that is none, a key id or name that is taken.',
  },
  OPERATOR_CHANGED: {
    status: 409,
    sentence: 'Somebody changed this operator after you opened it.',
    meaning: 'A change names the version that its maker saw. Load the operator again.',
  },
  OPERATOR_UNCHANGED: {
    status: 409,
    sentence: 'The entry says the same as before.',
    meaning: 'Nothing was written. Change what is to be changed, then save.',
  },
  OPERATOR_NOT_PROPOSED: {
    status: 409,
    sentence: 'Nothing of this operator waits for an approval.',
    meaning: 'Somebody has approved or refused it already, or nobody proposed anything.',
  },
  OPERATORS_FILE_INVALID: {
    status: 422,
    sentence: 'The file cannot be read as a directory of operators.',
    meaning:
      '`details` names the line. The first line names the columns; faults of single rows are told row by row instead.',
  },
  TRY_HOST_NOT_CONFIRMED: {
    status: 422,
    sentence: 'The host of the address was not confirmed.',
    meaning:
      'A page is only looked at on a host that the person has just confirmed by name: that it is public, and that they are about to propose it.',
  },
  TRY_NOT_POSSIBLE: {
    status: 409,
    sentence: 'Nothing can be tried from this server.',
    meaning: 'It was started without a way out of the house.',
  },
  // Complaints
  COMPLAINT_UNKNOWN: { status: 404, sentence: 'There is no such complaint.', meaning: 'The id is wrong.' },
  COMPLAINT_CODE_UNKNOWN: {
    status: 404,
    sentence: 'There is no order that has left under this reference.',
    meaning: 'Compare it with section A of the order.',
  },
  COMPLAINT_CHANGED: {
    status: 409,
    sentence: 'Somebody or something changed this complaint after you opened it.',
    meaning: 'A step names the state that its maker saw. Load the complaint again.',
  },
  COMPLAINT_STATE: {
    status: 409,
    sentence: 'A complaint in this state does not allow this.',
    meaning: 'It is decided, or its maker took it back. Load the complaint again.',
  },
  COMPLAINT_NOT_YOURS: {
    status: 403,
    sentence: 'A colleague has taken this complaint up.',
    meaning: 'Whoever took it up last decides. Take it up yourself first.',
  },
  TIP_UNKNOWN: { status: 404, sentence: 'There is no such tip.', meaning: 'The id is wrong.' },
  TIP_CHANGED: {
    status: 409,
    sentence: 'Somebody or something changed this tip after you opened it.',
    meaning: 'Load the tip again.',
  },
  TIP_STATE: {
    status: 409,
    sentence: 'A tip in this state does not wait for a person.',
    meaning: 'The house looks after it, it is in a case, or somebody has dealt with it.',
  },
  TOOK_PART: {
    status: 403,
    sentence: 'Whoever had a hand in the case or its orders cannot decide a complaint about them.',
    meaning:
      'Deciding, countersigning, refusing to, claiming, noting, drafting, signing and sending a clarification all count, in every role. Leave it to a colleague who took no part.',
  },
  // Sharing
  PARTNER_UNKNOWN: { status: 404, sentence: 'There is no such partner.', meaning: 'The id is wrong.' },
  PARTNER_SUSPENDED: {
    status: 409,
    sentence: 'This partner is suspended, and gets nothing.',
    meaning: 'A supervisor lifts the suspension first.',
  },
  HANDOVER_UNKNOWN: {
    status: 404,
    sentence: 'Nothing of this id was given to a partner.',
    meaning: 'The id is wrong.',
  },
  HANDOVER_NOT_DEAD: {
    status: 409,
    sentence: 'A message that was not given up is not sent again.',
    meaning: 'It is on its way or has arrived. Only messages that were given up are replayed.',
  },
  SHARING_NOT_POSSIBLE: {
    status: 409,
    sentence: 'Nothing can be shared from this installation.',
    meaning: 'Nobody has written down yet which authority it belongs to (authority.json).',
  },
  ADDRESS_OUTSIDE_CASE: {
    status: 422,
    sentence: 'An address of the order is not one of this case at this operator.',
    meaning: 'An order names only addresses that belong to the case that two people decided. Order only those.',
  },
  // Drills
  DRILL_STAYS_INSIDE: {
    status: 409,
    sentence: 'This belongs to a drill, and nothing of a drill leaves the house.',
    meaning:
      'An order, a message or an item of a drill was about to be sent. The drill has an operator of its own inside the house.',
  },
  DRILL_UNKNOWN: { status: 404, sentence: 'There is no such drill.', meaning: 'The id is wrong.' },
  DRILL_TEXTS_MISSING: {
    status: 409,
    sentence: 'There are not enough invented texts that no drill has shown yet.',
    meaning: 'Ask for fewer cases or for more languages.',
  },
  // Evidence and record
  EVIDENCE_PURGED: {
    status: 410,
    sentence: 'The bytes of this capture were purged.',
    meaning:
      'A person or the retention of its source took them away; hash, manifest, signature and ledger entry are still there.',
  },
  EVIDENCE_UNREACHABLE: {
    status: 503,
    sentence: 'The bucket of the evidence store cannot be reached.',
    meaning: 'The S3 service does not answer, or refuses the key. Nothing was acknowledged; ask again.',
  },
  EVIDENCE_HELD: {
    status: 409,
    sentence: 'The capture is under a legal hold.',
    meaning: 'Lift the hold first, with a reason; until then nothing of it is purged.',
  },
  CAPTURE_NOT_PURGEABLE: {
    status: 409,
    sentence: 'This capture is from before there were WARC files.',
    meaning: 'Other captures may rest on the same files; they cannot be taken away one by one.',
  },
  EVIDENCE_DAMAGED: {
    status: 409,
    sentence: 'The file in the evidence store is not the one that was captured.',
    meaning: 'Its hash does not fit the manifest. It is not shown; tell the person who looks after the evidence.',
  },
} as const satisfies Record<string, ErrorCode>;

export type ApiErrorCode = keyof typeof ERROR_CODES;
