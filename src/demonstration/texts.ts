/** Titles and texts of the demonstration forum; the facts behind them are in infoforum-2019.json. */

export const eventTitle = {
  en: 'Infoforum-China 2019: Trust and Security in the Digital Future',
  ru: 'Инфофорум-Китай 2019: доверие и безопасность в цифровом будущем',
  zh: '2019年中国信息论坛：数字未来的信任与安全',
};

/** The topics of the forum in Russian and Chinese, in the order of the facts. */
export const topicTitles: readonly { ru: string; zh: string }[] = [
  { ru: 'Противодействие киберпреступности', zh: '打击网络犯罪' },
  { ru: 'Умная логистика и цифровая таможня', zh: '智慧物流与数字海关' },
  { ru: 'Технологии 5G и услуги нового поколения', zh: '5G技术与新一代服务' },
  { ru: 'Управление интернетом', zh: '互联网治理' },
  { ru: 'Безопасное информационное пространство', zh: '安全的信息空间' },
  {
    ru: 'Оценка рисков и международное сотрудничество в цифровой трансформации',
    zh: '数字化转型中的风险评估与国际合作',
  },
  { ru: 'Цифровая экономика и электронная торговля', zh: '数字经济与在线商务' },
  { ru: 'Умные города', zh: '智慧城市' },
  { ru: 'Искусственный интеллект', zh: '人工智能' },
];

export const sessionTitles = {
  opening: { en: 'Opening ceremony', ru: 'Церемония открытия', zh: '开幕式' },
  exhibition: {
    en: 'Exhibition: inventions and achievements in digital communications, data processing and protection',
    ru: 'Выставка: изобретения и достижения в области цифровой связи, обработки и защиты данных',
    zh: '展览：数字通信、数据处理与保护领域的发明与成果',
  },
  break: { en: 'Coffee break', ru: 'Перерыв на кофе', zh: '茶歇' },
  lunch: { en: 'Lunch', ru: 'Обед', zh: '午餐' },
  reception: { en: 'Welcome reception', ru: 'Приветственный приём', zh: '欢迎招待会' },
  closing: { en: 'Closing plenary', ru: 'Заключительное пленарное заседание', zh: '闭幕全体会议' },
};

/** Hosts of the six visits by the name that the facts give them. */
export const visitTitles: Readonly<Record<string, { en: string; ru: string; zh: string }>> = {
  Huawei: { en: 'Huawei headquarters', ru: 'Штаб-квартира Huawei', zh: '华为总部' },
  'China Telecom': {
    en: 'China Telecom headquarters',
    ru: 'Штаб-квартира China Telecom',
    zh: '中国电信总部',
  },
  'SF Express': { en: 'SF Express headquarters', ru: 'Штаб-квартира SF Express', zh: '顺丰速运总部' },
  Tencent: { en: 'Tencent headquarters', ru: 'Штаб-квартира Tencent', zh: '腾讯总部' },
  'Pengcheng Laboratory': { en: 'Pengcheng Laboratory', ru: 'Лаборатория Пэнчэн', zh: '鹏城实验室' },
  'Cloud Security Alliance': {
    en: 'Cloud Security Alliance headquarters',
    ru: 'Штаб-квартира Cloud Security Alliance',
    zh: '云安全联盟总部',
  },
};

/** Official names in Russian and Chinese of the organisations in the facts. */
export const organisationNames: Readonly<Record<string, { ru: string; zh: string }>> = {
  'Shanghai Cooperation Organisation Secretariat': {
    ru: 'Секретариат Шанхайской организации сотрудничества',
    zh: '上海合作组织秘书处',
  },
  'China Telecom': { ru: 'Чайна Телеком', zh: '中国电信' },
  Huawei: { ru: 'Хуавэй', zh: '华为' },
  Rostelecom: { ru: 'Ростелеком', zh: '俄罗斯电信' },
  'Rossiya Television and Radio Network': { ru: 'Телерадиосеть «Россия»', zh: '俄罗斯广播电视网' },
  'Ministry of Foreign Affairs of the Russian Federation': {
    ru: 'Министерство иностранных дел Российской Федерации',
    zh: '俄罗斯联邦外交部',
  },
  'Cloud Security Alliance': { ru: 'Альянс облачной безопасности', zh: '云安全联盟' },
  'SF Express': { ru: 'СФ Экспресс', zh: '顺丰速运' },
  Tencent: { ru: 'Тенсент', zh: '腾讯' },
  'Pengcheng Laboratory': { ru: 'Лаборатория Пэнчэн', zh: '鹏城实验室' },
};

/** The message of greetings, written for this demonstration from the points that the public report gives. */
export const greetingText = {
  en: `Distinguished participants,

I congratulate you on the opening of the conference and thank its organisers for the invitation.

For the Shanghai Cooperation Organisation, closer cooperation on international information security is a priority. Terrorism and crime in cyberspace stop at no border, and no state can meet them alone. The Development Strategy of the Organisation until 2025, adopted in 2015, calls for joint and well-coordinated work. In 2018 our Regional Anti-Terrorist Structure restricted access to more than 165,000 online resources and thwarted the plans of some 3,000 members of extremist online communities.

On 14 June 2019 in Bishkek our states signed a concept of cooperation in digitalisation and in information and communication technologies. We hold to the resolution of the General Assembly of 5 December 2018 and to the central role of the United Nations in writing the rules of responsible conduct in the information space.

Let us hold events together, and let us work under the auspices of the United Nations for a legal instrument against the criminal use of information and communication technologies.

I wish you fruitful discussions.`,
  ru: `Уважаемые участники!

Поздравляю вас с открытием конференции и благодарю организаторов за приглашение.

Для Шанхайской организации сотрудничества расширение взаимодействия в области международной информационной безопасности является приоритетом. Терроризм и преступность в киберпространстве не знают границ, и ни одно государство не справится с ними в одиночку. Стратегия развития Организации до 2025 года, принятая в 2015 году, призывает к совместной и слаженной работе. В 2018 году Региональная антитеррористическая структура ограничила доступ более чем к 165 000 интернет-ресурсов и пресекла планы около 3000 участников экстремистских сетевых сообществ.

14 июня 2019 года в Бишкеке наши государства подписали концепцию сотрудничества в сфере цифровизации и информационно-коммуникационных технологий. Мы придерживаемся резолюции Генеральной Ассамблеи от 5 декабря 2018 года и центральной роли Организации Объединённых Наций в выработке норм ответственного поведения в информационном пространстве.

Давайте проводить совместные мероприятия и под эгидой ООН работать над правовым документом о противодействии использованию информационно-коммуникационных технологий в преступных целях.

Желаю вам плодотворной работы.`,
  zh: `各位与会代表：

值此会议开幕之际，我谨表示祝贺，并感谢主办方的邀请。

对上海合作组织而言，扩大国际信息安全领域的合作是一项优先任务。网络恐怖主义和网络犯罪没有国界，任何国家都无法独自应对。2015年通过的《上海合作组织至2025年发展战略》要求各方协调一致、共同努力。2018年，地区反恐怖机构限制了对16.5万余个网络资源的访问，并挫败了约3000名网络极端团体成员的图谋。

2019年6月14日，我们各国在比什凯克签署了数字化和信息通信技术领域合作构想。我们遵循2018年12月5日联合国大会决议，支持联合国在制定信息空间负责任行为准则方面发挥核心作用。

让我们共同举办活动，并在联合国框架下推动制定打击将信息通信技术用于犯罪目的的法律文书。

祝会议圆满成功。`,
};

export const greetingSummary =
  'Congratulates the participants, names international information security as a priority of the Organisation, and proposes joint events and a legal instrument against the criminal use of information and communication technologies under the auspices of the United Nations.';

export const reminderTexts = {
  dayBefore: {
    en: 'The forum opens tomorrow. Please bring your identity document and the code of your registration.',
    ru: 'Завтра открытие форума. Возьмите с собой документ, удостоверяющий личность, и код регистрации.',
    zh: '论坛将于明天开幕，请携带身份证件和参会编号。',
  },
  departure: {
    en: 'Your coach leaves in two hours. Be at the meeting point ten minutes before.',
    ru: 'Ваш автобус отправляется через два часа. Будьте на месте встречи за десять минут до отправления.',
    zh: '您的车辆将在两小时后出发，请提前十分钟到达集合地点。',
  },
};
