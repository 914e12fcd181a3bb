/**
 * Words that say what people are (religion, origin, sex, orientation, disability) in the languages of the corpus. The model
 * never reads them: each is put into one neutral word before anything is scored, so that none of them can carry or change a
 * score. Words that only insult are not in the list: an insult is read as it stands.
 */
import type { MappedText } from './mapped-text.ts';

/** Words with the endings that each of them may take. */
interface Group {
  stems: string;
  /** Each is joined to every stem, `-` is no ending; none where left out. */
  endings?: string;
  /** Each is put before every stem, `-` is nothing. */
  before?: string;
  /** Stem of the neutral word where it takes the same ending. */
  inflected?: string;
}

interface Lexicon {
  /** What words for several people are put into, and what words for one of them or for a quality. */
  many: string;
  one: string;
  plurals: Group[];
  others: Group[];
  /** Small words of the language: they tell whose a word is that several languages spell alike. */
  telling: string;
  /** Words that say so only together with a second one: a colour and a noun. */
  pairs?: RegExp[];
}

const EN: Lexicon = {
  many: 'locals',
  one: 'local',
  telling: 'the of to is are and you they we my that with',
  plurals: [
    {
      stems: `
      muslims christians catholics protestants evangelicals jews hindus buddhists sikhs atheists jains mormons quakers
      shiites shias sunnis alevis alawites yazidis druze copts baptists methodists pagans nonbelievers unbelievers infidels
      heathens zionists islamists women men girls boys ladies gays lesbians bisexuals homosexuals heterosexuals
      transsexuals transgenders immigrants migrants refugees foreigners newcomers expats blacks whites asians africans
      europeans americans arabs latinos latinas hispanics caucasians aborigines gypsies romani travellers roma sinti slavs
      kurds turks berbers persians pashtuns punjabis tamils bengalis uyghurs uighurs tibetans mongols hausas yorubas igbos
      zulus tutsis hutus somalis albanians algerians angolans argentinians armenians australians austrians azeris
      azerbaijanis bangladeshis belarusians belgians bolivians bosnians brazilians bulgarians cambodians cameroonians
      canadians chileans colombians congolese croats croatians cubans cypriots czechs danes egyptians eritreans estonians
      ethiopians finns filipinos georgians germans ghanaians greeks haitians hungarians icelanders indians indonesians
      iranians iraqis israelis italians jamaicans jordanians kazakhs kenyans koreans kosovars kuwaitis latvians lebanese
      libyans lithuanians macedonians malaysians maltese mexicans moldovans montenegrins moroccans nepalis nigerians
      norwegians pakistanis palestinians peruvians romanians russians rwandans saudis scots senegalese serbs serbians
      singaporeans slovaks slovenes slovenians spaniards sudanese swedes syrians taiwanese tanzanians thais tunisians
      ugandans ukrainians uruguayans uzbeks venezuelans vietnamese yemenis zimbabweans zambians englishmen frenchmen
      irishmen dutchmen welshmen scotsmen`,
    },
  ],
  others: [
    {
      stems: `
      muslim christian catholic protestant evangelical jew jewish hindu buddhist sikh atheist mormon shiite shia sunni
      alevi yazidi coptic islamic zionist islamist woman girl boy lady female male gay lesbian bisexual homosexual
      heterosexual transgender transsexual trans queer lgbt lgbtq immigrant migrant refugee foreigner disabled autistic
      asian african european american arab arabic latino latina hispanic caucasian indigenous aborigine gypsy romani slavic
      kurd kurdish turk turkish berber persian pashtun punjabi tamil bengali uyghur uighur tibetan mongol mongolian yoruba
      igbo zulu tutsi hutu somali albanian algerian angolan argentinian armenian australian austrian azeri azerbaijani
      bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian cambodian canadian chilean chinese
      colombian croat croatian cuban cypriot czech danish dane dutch egyptian english englishman eritrean estonian
      ethiopian finn finnish filipino french frenchman georgian german ghanaian greek haitian hungarian icelandic indian
      indonesian iranian iraqi irish irishman israeli italian jamaican japanese jordanian kazakh kenyan korean kosovar
      kuwaiti latvian libyan lithuanian macedonian malaysian mexican moldovan montenegrin moroccan nepali nigerian
      norwegian pakistani palestinian peruvian portuguese romanian russian rwandan saudi scottish serb serbian singaporean
      slovak slovene slovenian spanish spaniard swede swedish swiss syrian tanzanian thai tunisian ugandan ukrainian uzbek
      venezuelan welsh yemeni zimbabwean zambian`,
    },
  ],
  pairs: [
    /(?<![\p{L}\p{N}])(?:(?:black|white|brown|deaf|blind|polish|dutch|native)[ -](?:people|folks?|persons|men|women|guys|girls|boys|kids|children|locals?)|people of colou?r|people with disabilities|asylum[ -]seekers|locals?[ -](?:people|folks?|persons))(?![\p{L}\p{N}])/giu,
  ],
};

const FR: Lexicon = {
  many: 'les locaux',
  one: 'local',
  telling: 'le les des du et est que dans pour qui aux une',
  plurals: [
    {
      stems: `
      musulmans musulmanes chrétiens chrétiennes catholiques protestants juifs juives hindous bouddhistes sikhs athées
      croyants chiites sunnites femmes hommes filles garçons homosexuels homosexuelles homos gays lesbiennes bisexuels
      transgenres trans hétéros immigrés immigrées migrants migrantes réfugiés réfugiées étrangers étrangères handicapés
      arabes asiatiques africains africaines européens américains maghrébins roms tsiganes gitans kurdes turcs berbères
      kabyles persans afghans albanais algériens allemands anglais arméniens belges brésiliens bulgares camerounais
      canadiens chinois congolais coréens croates égyptiens espagnols français géorgiens grecs hongrois indiens irakiens
      iraniens irlandais israéliens italiens ivoiriens japonais libanais libyens maliens marocains mexicains nigérians
      pakistanais palestiniens polonais portugais roumains russes sénégalais serbes somaliens soudanais suédois suisses
      syriens tchétchènes tunisiens ukrainiens vietnamiens yéménites`,
    },
  ],
  others: [
    {
      stems: `
      musulman musulmane chrétien chrétienne catholique protestant protestante juif juive hindou bouddhiste sikh athée
      chiite sunnite islamique femme homme fille garçon homosexuel homosexuelle homo gay lesbienne bisexuel transgenre
      immigré immigrée migrant migrante réfugié réfugiée étranger étrangère handicapé handicapée arabe asiatique africain
      africaine européen européenne américain américaine maghrébin rom tsigane gitan kurde turc turque berbère kabyle
      persan afghan albanais algérien algérienne allemand allemande anglais anglaise arménien belge brésilien bulgare
      canadien chinois chinoise congolais coréen croate égyptien espagnol espagnole français française géorgien grec
      grecque hongrois indien indienne irakien iranien irlandais israélien israélienne italien italienne japonais libanais
      libyen malien marocain marocaine mexicain nigérian pakistanais palestinien polonais polonaise portugais portugaise
      roumain roumaine russe sénégalais serbe somalien soudanais suédois suisse syrien syrienne tchétchène tunisien
      tunisienne ukrainien ukrainienne vietnamien yéménite`,
    },
  ],
  pairs: [
    /(?<![\p{L}\p{N}])(?:(?:les|aux|ces) (?:noire?s|blancs|blanches)|(?:les )?personnes (?:noires|blanches|handicapées|âgées|local)|demandeurs d['’]asile|(?:les|ces) les locaux)(?![\p{L}\p{N}])/giu,
  ],
};

const ES: Lexicon = {
  many: 'los locales',
  one: 'local',
  telling: 'el los las que y con por del una es al lo',
  plurals: [
    {
      stems: `
      musulmanes musulmanas cristianos cristianas católicos protestantes evangélicos judíos judías hindúes budistas sijs
      ateos creyentes chiíes suníes mujeres hombres chicas chicos niñas niños gais gays homosexuales lesbianas bisexuales
      transexuales trans heteros inmigrantes emigrantes migrantes refugiados refugiadas extranjeros extranjeras
      discapacitados árabes asiáticos africanos europeos americanos latinos latinas sudamericanos indígenas gitanos gitanas
      moros kurdos turcos bereberes persas afganos albaneses alemanes argelinos argentinos armenios belgas bolivianos
      brasileños búlgaros canadienses chilenos chinos colombianos coreanos croatas cubanos dominicanos ecuatorianos
      egipcios españoles franceses georgianos griegos húngaros indios ingleses iraquíes iraníes irlandeses israelíes
      italianos japoneses libaneses libios marroquíes mexicanos nigerianos pakistaníes palestinos peruanos polacos
      portugueses rumanos rusos senegaleses serbios sirios somalíes suecos suizos tunecinos ucranianos venezolanos
      vietnamitas yemeníes`,
    },
  ],
  others: [
    {
      stems: `
      musulmán musulmana cristiano cristiana católico católica protestante evangélico judío judía hindú budista sij ateo
      atea chií suní islámico islámica mujer hombre chica chico gay homosexual lesbiana bisexual transexual trans
      inmigrante emigrante migrante refugiado refugiada extranjero extranjera discapacitado discapacitada árabe asiático
      asiática africano africana europeo europea americano americana latino latina sudamericano indígena gitano gitana moro
      kurdo kurda turco turca bereber persa afgano albanés alemán alemana argelino argentino argentina armenio belga
      boliviano brasileño búlgaro canadiense chileno chino colombiano coreano croata cubano dominicano ecuatoriano egipcio
      español española francés francesa georgiano griego húngaro indio inglés inglesa iraquí iraní irlandés israelí
      italiano italiana japonés japonesa libanés libio marroquí mexicano mexicana nigeriano pakistaní palestino palestina
      peruano polaco portugués rumano rumana ruso rusa senegalés serbio sirio siria somalí sueco suizo tunecino ucraniano
      ucraniana venezolano venezolana vietnamita yemení`,
    },
  ],
  pairs: [
    /(?<![\p{L}\p{N}])(?:(?:los|las|esos|esas) (?:negros|negras|blancos|blancas)|(?:las )?personas (?:negras|blancas|con discapacidad|mayores|local)|(?:los|las|esos|esas) los locales)(?![\p{L}\p{N}])/giu,
  ],
};

const DE: Lexicon = {
  many: 'einheimische',
  one: 'einheimisch',
  telling: 'der die das und ist ich wir nicht den mit ein eine',
  plurals: [
    {
      stems: `
      muslime muslimen muslimas christen katholiken protestanten evangelikale evangelikalen juden hindus buddhisten sikhs
      atheisten gläubige gläubigen ungläubige ungläubigen schiiten sunniten aleviten jesiden frauen männer männern mädchen
      jungs schwule schwulen lesben bisexuelle bisexuellen homosexuelle homosexuellen transsexuelle transsexuellen
      transmenschen transpersonen queere queeren heteros einwanderer einwanderern zuwanderer zuwanderern migranten
      migrantinnen flüchtlinge flüchtlingen geflüchtete geflüchteten ausländer ausländern ausländerinnen fremden
      asylbewerber asylbewerbern asylanten behinderte behinderten araber arabern asiaten afrikaner afrikanern europäer
      europäern amerikaner amerikanern roma sinti kurden türken berber berbern afghanen albaner albanern algerier algeriern
      armenier armeniern briten bosnier bulgaren chinesen dänen deutschen engländer engländern franzosen georgier georgiern
      griechen inder indern iraker irakern iraner iranern iren israelis italiener italienern japaner japanern kanadier
      kanadiern koreaner kroaten libanesen libyer libyern marokkaner marokkanern mexikaner mexikanern niederländer
      niederländern nigerianer nigerianern norweger norwegern österreicher österreichern pakistaner palästinenser
      palästinensern portugiesen rumänen russen schotten schweden schweizer schweizern serben slowaken somalier spanier
      spaniern syrer syrern thais tschechen tschetschenen tunesier tunesiern ukrainer ukrainern vietnamesen`,
    },
  ],
  others: [
    {
      stems: `
      muslim muslima christ christin katholik protestant jude jüdin hindu buddhist atheist schiit sunnit alevit jeside frau
      mann schwuler lesbe einwanderer migrant migrantin flüchtling geflüchteter ausländer ausländerin asylbewerber
      behinderter araber asiate afrikaner europäer amerikaner kurde türke türkin perser afghane albaner algerier armenier
      brite bosnier bulgare chinese chinesin däne deutscher deutsche engländer franzose französin georgier grieche iraker
      iraner ire israeli italiener japaner kanadier kroate libanese marokkaner mexikaner niederländer nigerianer norweger
      österreicher pakistaner palästinenser pole polin portugiese rumäne russe russin schotte schwede schweizer serbe
      slowake somalier spanier syrer syrerin tscheche tschetschene tunesier ukrainer ukrainerin ungar vietnamese`,
    },
    {
      stems: `
      muslimisch islamisch christlich katholisch evangelisch jüdisch hinduistisch buddhistisch atheistisch schiitisch
      sunnitisch schwul lesbisch bisexuell homosexuell transsexuell queer weiblich männlich ausländisch arabisch asiatisch
      afrikanisch europäisch amerikanisch kurdisch türkisch persisch afghanisch albanisch algerisch armenisch britisch
      bosnisch bulgarisch chinesisch dänisch deutsch englisch französisch georgisch griechisch indisch irakisch iranisch
      irisch israelisch italienisch japanisch kanadisch koreanisch kroatisch libanesisch libysch marokkanisch mexikanisch
      niederländisch nigerianisch norwegisch österreichisch pakistanisch palästinensisch polnisch portugiesisch rumänisch
      russisch schottisch schwedisch schweizerisch serbisch slowakisch somalisch spanisch syrisch tschechisch
      tschetschenisch tunesisch ukrainisch ungarisch vietnamesisch`,
      endings: '- e em en er es',
      inflected: 'einheimisch',
    },
  ],
  pairs: [
    /(?<![\p{L}\p{N}])(?:(?:die |alle |den )?(?:schwarze|weiße|behinderte|einheimisch)n? (?:menschen|leute|personen)|(?:die|alle|den) (?:schwarze|weiße)n)(?![\p{L}\p{N}])/giu,
    /(?<!\p{L})Schwarzen?(?!\p{L}| \p{Lu})/gu,
  ],
};

const RU: Lexicon = {
  many: 'местных',
  one: 'местный',
  telling: 'и в не на что я мы',
  plurals: [
    {
      stems: `
      араб азиат турк курд перс узбек таджик киргиз казах туркмен чечен ингуш серб хорват чех словак латыш эстон финн швед
      француз румын болгар венгр грек монгол католик протестант буддист индуист сикх атеист шиит суннит язычник исламист
      сионист мигрант иммигрант эмигрант инвалид трансгендер транссексуал гомосексуалист гомосексуал цыган татар башкир
      грузин поляк россиян итальянц`,
      endings: 'ы и ов ам ами ах',
    },
    {
      stems: `
      африкан американ афроамерикан латиноамерикан мексикан европей бразиль китай япон корей индий афган азербайджан
      дагестан нем португаль литов норвеж украин белорус ирак иран ливий алжир тунис сомалий нигерий пакистан вьетнам
      таиланд израильтян кавказ иностран бежен переселен`,
      endings: 'цы цев цам цами цах',
    },
    {
      stems: `
      мусульман христиан россиян англичан египтян марокканц израильтян датчан молдаван киевлян армян`,
      endings: '- е ам ами ах',
    },
    {
      stems: `
      евре иуде ге`,
      endings: 'и ев ям ями ях',
    },
    {
      stems: `
      верующи неверны русски чернокожи темнокожи приезжи понаехавши`,
      endings: 'е х м ми',
    },
    {
      stems: `
      мусульманок христианок женщин женщины женщинам женщинами женщинах мужчин мужчины мужчинам мужчинами мужчинах девушки
      девушек девушкам девушками парни парней парням парнями лесбиянки лесбиянок лесбиянкам цыгане цыган цыганам татар
      грузин румын болгар башкир турок сирийцы сирийцев палестинцы палестинцев испанцы испанцев итальянцы итальянцев
      трансперсон транслюди транслюдей`,
    },
  ],
  others: [
    {
      stems: `
      мусульманин христианин россиянин англичанин армянин татарин грузин`,
      endings: '- а у ом',
    },
    {
      stems: `
      мусульманк христианк еврейк женщин мужчин лесбиянк`,
      endings: 'а у е ой',
    },
    {
      stems: `
      еврей еврея еврею евреем гей гея мигрант мигранта мигранту беженец беженца иностранец иностранца инвалид инвалида
      китаец китайца араб араба турок турка кавказец кавказца`,
    },
    {
      stems: `
      мусульманск исламск христианск католическ православн еврейск иудейск буддийск шиитск суннитск женск мужск арабск
      азиатск кавказск африканск американск европейск китайск японск корейск индийск турецк курдск персидск афганск узбекск
      таджикск киргизск казахск азербайджанск армянск грузинск чеченск татарск цыганск польск немецк французск английск
      британск итальянск испанск румынск болгарск венгерск греческ сербск литовск латышск эстонск финск шведск украинск
      белорусск русск российск молдавск израильск палестинск сирийск иракск иранск египетск ливийск марокканск сомалийск
      пакистанск вьетнамск`,
      endings: 'ий ая ое ие ого ой ому ым им ую их ых ом ими ыми ые ый',
      inflected: 'местн',
    },
  ],
};

const AR: Lexicon = {
  many: 'المحليين',
  one: 'محلي',
  telling: 'في من على و لا',
  plurals: [
    {
      stems: `
      مسلمين مسلمون مسلمات مسيحيين مسيحيون نصارى كاثوليك بروتستانت يهود هندوس بوذيين بوذيون سيخ ملحدين ملحدون كفار مؤمنين
      شيعة علويين دروز أقباط إيزيديين نساء رجال بنات أولاد شباب مثليين مثليون مثليات متحولين متحولون مهاجرين مهاجرون لاجئين
      لاجئون أجانب وافدين غرباء معاقين معوقين سود زنوج عرب آسيويين أفارقة أوروبيين أمريكيين أمريكان غجر أكراد كرد أتراك ترك
      أمازيغ بربر فرس أفغان ألبان جزائريين أرمن بريطانيين إنجليز صينيين مصريين فرنسيين ألمان يونانيين هنود عراقيين إيرانيين
      إسرائيليين إيطاليين يابانيين أردنيين لبنانيين ليبيين مغاربة نيجيريين باكستانيين فلسطينيين بولنديين روس سعوديين صرب
      صوماليين إسبان سودانيين سوريين تونسيين أوكرانيين يمنيين`,
      before: 'ال وال بال كال لل',
    },
  ],
  others: [
    {
      stems: `
      مسلم مسلمة مسيحي مسيحية نصراني يهودي يهودية هندوسي بوذي ملحد كافر شيعي شيعية إسلامي إسلامية امرأة رجل مثلي مثلية
      مهاجر مهاجرة لاجئ لاجئة أجنبي أجنبية معاق عربي عربية آسيوي أفريقي إفريقي أوروبي أوروبية أمريكي أمريكية غجري كردي
      كردية تركي تركية أمازيغي فارسي أفغاني جزائري أرمني بريطاني بريطانية إنجليزي صيني صينية مصري مصرية فرنسي فرنسية ألماني
      ألمانية يوناني هندي هندية عراقي عراقية إيراني إيرانية إسرائيلي إسرائيلية إيطالي ياباني أردني لبناني لبنانية ليبي
      مغربي مغربية نيجيري باكستاني فلسطيني فلسطينية بولندي روسي روسية سعودي سعودية صومالي إسباني سوداني سوري سورية تونسي
      تونسية أوكراني أوكرانية يمني`,
      before: '- ال وال بال لل',
    },
  ],
};

/** A Turkish noun takes its case behind the plural; qualities stand as they are. */
const TR: Lexicon = {
  many: 'yerlileri',
  one: 'yerli',
  telling: 've bir bu da de ile için',
  plurals: [
    {
      stems: `
      müslüman hristiyan hıristiyan katolik protestan yahudi musevi hindu budist ateist dindar kafir şii sünni alevi ezidi
      kadın erkek kız oğlan eşcinsel gey lezbiyen trans göçmen mülteci sığınmacı yabancı engelli siyah siyahi beyaz zenci
      arap asyalı afrikalı avrupalı amerikalı çingene kürt türk berberi acem afgan arnavut cezayirli ermeni ingiliz bulgar
      çinli mısırlı fransız gürcü alman yunan yunanlı rum hintli iraklı ıraklı iranlı irlandalı israilli italyan japon
      koreli lübnanlı libyalı faslı meksikalı nijeryalı norveçli pakistanlı filistinli polonyalı romanyalı rus sırp
      somalili ispanyol suriyeli tunuslu ukraynalı yemenli çeçen laz çerkes azeri özbek kazak uygur`,
      endings: 'lar ler ları leri lara lere ların lerin larda lerde lardan lerden larla lerle',
    },
  ],
  others: [
    {
      stems: `
      müslüman hristiyan hıristiyan katolik protestan yahudi musevi hindu budist ateist şii sünni alevi kadın erkek
      eşcinsel gey lezbiyen göçmen mülteci sığınmacı engelli siyahi arap asyalı afrikalı avrupalı amerikalı çingene kürt
      türk berberi afgan arnavut cezayirli ermeni ingiliz bulgar çinli mısırlı fransız gürcü alman yunan rum hintli ıraklı
      iranlı israilli italyan japon koreli lübnanlı libyalı faslı meksikalı nijeryalı pakistanlı filistinli polonyalı rus
      sırp somalili ispanyol suriyeli tunuslu ukraynalı yemenli çeçen laz çerkes azeri özbek uygur`,
    },
  ],
};

const LEXICONS: readonly Lexicon[] = [EN, FR, ES, DE, RU, AR, TR];

/** Chinese has no blanks: only the noun behind it tells that a place or a people is meant. */
const ZH_PLACES =
  '中国|日本|韩国|朝鲜|美国|英国|法国|德国|俄罗斯|乌克兰|白俄罗斯|波兰|意大利|西班牙|葡萄牙|荷兰|比利时|' +
  '瑞士|瑞典|挪威|芬兰|丹麦|希腊|土耳其|叙利亚|伊拉克|伊朗|以色列|巴勒斯坦|黎巴嫩|约旦|沙特|也门|埃及|' +
  '利比亚|突尼斯|阿尔及利亚|摩洛哥|苏丹|索马里|埃塞俄比亚|肯尼亚|尼日利亚|南非|刚果|卢旺达|加纳|塞内加尔|' +
  '印度|巴基斯坦|孟加拉|尼泊尔|斯里兰卡|阿富汗|哈萨克斯坦|乌兹别克斯坦|塔吉克斯坦|吉尔吉斯斯坦|土库曼斯坦|' +
  '蒙古|越南|泰国|缅甸|老挝|柬埔寨|菲律宾|马来西亚|印度尼西亚|印尼|新加坡|澳大利亚|新西兰|加拿大|墨西哥|' +
  '古巴|巴西|阿根廷|智利|秘鲁|哥伦比亚|委内瑞拉|塞尔维亚|克罗地亚|波斯尼亚|阿尔巴尼亚|罗马尼亚|保加利亚|' +
  '匈牙利|捷克|奥地利|爱尔兰|苏格兰|车臣|格鲁吉亚|亚美尼亚|阿塞拜疆|非洲|亚洲|欧洲|美洲|拉美|中东|东南亚|' +
  '阿拉伯|犹太|库尔德|罗姆|吉普赛|斯拉夫|波斯|普什图|泰米尔|北京|上海|天津|重庆|河北|河南|山东|山西|' +
  '陕西|甘肃|宁夏|青海|新疆|西藏|内蒙古|黑龙江|吉林|辽宁|东北|江苏|浙江|安徽|福建|江西|湖北|湖南|广东|' +
  '广西|海南|四川|贵州|云南|香港|澳门|台湾|广州|深圳|武汉|温州';
const ZH_PEOPLES =
  '汉|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|高山|拉祜|' +
  '东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|乌孜别克|俄罗斯|' +
  '鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|蒙古|库尔德|胡图|图西|普什图';
const ZH_WORDS =
  '穆斯林|伊斯兰教徒|回教徒|基督徒|基督教徒|天主教徒|新教徒|犹太教徒|印度教徒|佛教徒|锡克教徒|无神论者|' +
  '信教的人|信徒|异教徒|什叶派|逊尼派|女人|男人|女性|男性|女生|男生|女孩|男孩|妇女|女的|男的|同性恋者?|' +
  '双性恋者?|异性恋者?|跨性别者?|变性人|性少数群体|性少数者?|移民|难民|外国人|外地人|本地人|外来人口|' +
  '寻求庇护者|老外|残疾人|残障人士|聋哑人|盲人|黑人|白人|黄种人|亚裔|非裔|拉丁裔|华人|华裔|原住民|' +
  '少数民族';
const ZH_MANY = '当地人';
const ZH = new RegExp(
  `(?:(?:${ZH_PLACES})人(?![民口工气物类员才格权事])|(?:${ZH_PEOPLES})族(?:人|同胞)?(?!馆|谱)|(?:${ZH_WORDS}))们?`,
  'gu',
);

const split = (list = '-'): string[] => list.split(/\s+/u).filter((word) => word !== '');
const bare = (part: string): string => (part === '-' ? '' : part);
/** Hamza on alif is often left out. */
const spelled = (word: string): string => word.toLowerCase().replace(/[أإآ]/gu, 'ا');
/** A Russian stem that ends hard takes ы where the others take и. */
const hard = (ending: string): string => ending.replace(/^и/u, 'ы');

const formsOf = ({ stems, endings, before, inflected }: Group, neutral: string): [string, string][] =>
  split(stems).flatMap((stem) =>
    split(before).flatMap((first) =>
      split(endings).map((ending): [string, string] => [
        spelled(bare(first) + stem + bare(ending)),
        inflected === undefined ? neutral : inflected + hard(bare(ending)),
      ]),
    ),
  );

/** Every form of every word, and what it is put into, by language. */
const FORMS = new Map<string, Map<Lexicon, string>>();
for (const lexicon of LEXICONS) {
  const { many, one, plurals, others } = lexicon;
  const forms = [
    ...others.flatMap((group) => formsOf(group, one)),
    ...plurals.flatMap((group) => formsOf(group, many)),
  ];
  for (const [form, neutral] of forms) FORMS.set(form, (FORMS.get(form) ?? new Map()).set(lexicon, neutral));
}

const TELLING = new Map(LEXICONS.map((lexicon) => [lexicon, new Set(lexicon.telling.split(' '))] as const));

/** Of languages that spell a word alike the one counts that the text holds most small words of, or the first. */
function neutralReader(text: string): (word: string) => string | undefined {
  let known: Map<Lexicon, number> | undefined;
  const told = (lexicon: Lexicon): number => {
    if (known === undefined) {
      const words = text.toLowerCase().match(WORD) ?? [];
      known = new Map(
        [...TELLING].map(([one, small]) => [one, words.reduce((sum, word) => sum + (small.has(word) ? 1 : 0), 0)]),
      );
    }
    return known.get(lexicon) ?? 0;
  };
  return (word) => {
    const forms = FORMS.get(spelled(word));
    if (forms === undefined) return undefined;
    return [...forms].reduce((best, next) => (told(next[0]) > told(best[0]) ? next : best))[1];
  };
}

const WORD = /[\p{L}\p{M}]+/gu;
/** The English word alone would take the German pronoun with it. */
const MAN = /(?<=(?<!\p{L})(?:an?|the|this|that|every|any|some|one|old|young) )man(?!\p{L})/giu;
/** Several in a row are one. */
const ROWS = LEXICONS.map(
  ({ many, one }) => new RegExp(`(?<!\\p{L})(?:(?:${many}|${one})[ -])+(${many}|${one})(?!\\p{L})`, 'gu'),
);
/** The article follows the word that it stands before. */
const ARTICLE = /(?<!\p{L})an local(?!\p{L})/giu;
const ZH_ROW = /(?:当地人[、的]?)+当地人/gu;

/** Puts every identity term into the neutral word of its language. */
export function blankIdentity(text: MappedText): MappedText {
  const neutralOf = neutralReader(text.text);
  let blanked = text
    .replace(ZH, () => ZH_MANY)
    .replace(ZH_ROW, () => ZH_MANY)
    .replace(WORD, ([word]) => neutralOf(word) ?? word)
    .replace(MAN, () => EN.one);
  for (const { many, pairs } of LEXICONS) for (const pair of pairs ?? []) blanked = blanked.replace(pair, () => many);
  if (blanked === text) return text;
  for (const row of ROWS) blanked = blanked.replace(row, ([, last]) => last ?? '');
  return blanked.replace(ARTICLE, () => 'a local');
}

/** The neutral words as they stand in what the model reads, in lower case. */
export const NEUTRAL = new RegExp(
  [...LEXICONS.flatMap(({ many, one }) => [many, one]).map((word) => `(?<!\\p{L})${word}(?!\\p{L})`), ZH_MANY].join(
    '|',
  ),
  'gu',
);
