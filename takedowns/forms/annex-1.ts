/**
 * Annex I of Regulation (EU) 2021/784 as data: sections and fields, where each line comes from, and how sure we are.
 * `state`: V = read in a copy of the text · R = recalled; must be checked against the Official Journal (L 172, 17.5.2021, p. 79).
 */
export interface FormField {
  section: 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G';
  /** JSON pointer into the removal order (core/wire.ts). */
  pointer: string;
  label: { en: string; zh: string };
  rule: 'required' | 'optional' | 'required if cross-border' | 'required if non-disclosure';
  state: 'V' | 'R';
}

const field = (
  section: FormField['section'],
  pointer: string,
  en: string,
  zh: string,
  rule: FormField['rule'],
  state: FormField['state'],
): FormField => ({ section, pointer, label: { en, zh }, rule, state });

export const ANNEX_1: readonly FormField[] = [
  field(
    'A',
    '/sectionA/issuingMemberState',
    'Member State of the issuing authority',
    '签发机关所属成员国',
    'required',
    'V',
  ),
  field('A', '/sectionA/addressee', 'Addressee', '收件方', 'required', 'V'),
  field('A', '/sectionA/legalRepresentative', 'Legal representative', '法定代表', 'optional', 'V'),
  field('A', '/sectionA/contactPoint', 'Contact point', '联络点', 'required', 'V'),
  field('A', '/sectionA/memberStateOfEstablishment', 'Member State of establishment', '设立地成员国', 'required', 'V'),
  field('A', '/sectionA/issuedAt', 'Time and date of issuing', '签发时间', 'required', 'V'),
  field('A', '/sectionA/reference', 'Reference number', '编号', 'required', 'V'),
  field('B', '/sectionB/urls', 'Exact addresses (URL)', '确切网址', 'required', 'V'),
  field('B', '/sectionB/furtherIdentification', 'Further identification', '其他识别信息', 'optional', 'V'),
  field('B', '/sectionB/reasons', 'Type of material, article 2(7)', '内容类型（第2条第7款）', 'required', 'V'),
  field('B', '/sectionB/statementOfReasons', 'Statement of reasons', '理由说明', 'required', 'R'),
  field('C', '/sectionC/nonDisclosure', 'Do not inform the content provider', '不告知内容提供者', 'optional', 'R'),
  field('C', '/sectionC/nonDisclosureReason', 'Why not', '不告知的理由', 'required if non-disclosure', 'R'),
  field('D', '/sectionD/crossBorder', 'Another Member State is concerned', '涉及另一成员国', 'required', 'R'),
  field('D', '/sectionD/copySentTo', 'Copy sent to', '副本送交', 'required if cross-border', 'R'),
  field('E', '/sectionE/authorityType', 'Type of authority', '机关类别', 'required', 'R'),
  field('E', '/sectionE/authority', 'Issuing competent authority', '签发主管机关', 'required', 'R'),
  field('E', '/sectionE/representative', 'Representative', '代表', 'required', 'R'),
  field('E', '/sectionE/post', 'Post held (title and grade)', '职务', 'required', 'R'),
  field('E', '/sectionE/fileNumber', 'File number', '档案号', 'required', 'R'),
  field('E', '/sectionE/contact', 'Address, telephone, e-mail', '联系方式', 'optional', 'R'),
  field('E', '/sectionE/signedAt', 'Date and signature', '日期与签名', 'required', 'R'),
  field(
    'F',
    '/sectionF/feedbackContact',
    'Contact for feedback and clarification',
    '反馈与澄清联系方式',
    'required',
    'R',
  ),
  field(
    'F',
    '/sectionF/establishmentAuthorityContact',
    'Authority of the State of establishment',
    '设立地主管机关',
    'required if cross-border',
    'R',
  ),
  field('G', '/sectionG/challengeBefore', 'Where the order can be challenged', '可提出异议的机构', 'required', 'R'),
  field('G', '/sectionG/challengeDeadline', 'Deadline for the challenge', '异议期限', 'required', 'R'),
  field('G', '/sectionG/nationalProvisions', 'National provisions', '国内法规定', 'required', 'R'),
  field('G', '/sectionG/complaint/url', 'Complaint to this authority', '向本机关申诉', 'optional', 'V'),
  field('G', '/sectionG/complaint/code', 'Code for a complaint', '申诉编码', 'optional', 'V'),
];
