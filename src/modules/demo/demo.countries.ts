import { PEOPLE } from './demo.people';
import { TRADES } from './demo.trades';

/**
 * What demo customers of one country are made of. Patterns are for `DemoRandom.fill`.
 * Phones are in international form, with ranges that are really handed out there.
 */
export interface DemoCountry {
  /** ISO 3166-1 alpha-2. */
  readonly code: string;
  /** How many of a thousand demo customers live here, roughly. */
  readonly weight: number;
  readonly people: keyof typeof PEOPLE;
  readonly trades: keyof typeof TRADES;
  /** BCP 47, the language the customer is written to in. */
  readonly language: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly vat: string;
  /** `{n}` is the company's name without its legal form. */
  readonly companies: readonly string[];
  /** Streets; `{h}` is the house number. */
  readonly streets: readonly string[];
  /** Each is `city|postcode pattern|state` (the state may be missing). */
  readonly cities: readonly string[];
  readonly phones: readonly string[];
  /** The family name comes first, without a space (Han and Hangul). */
  readonly familyFirst?: true;
}

export const COUNTRIES: readonly DemoCountry[] = [
  {
    code: 'DE', weight: 110, people: 'de', trades: 'de', language: 'de', currency: 'EUR', vat: 'DEX########',
    companies: ['{n} GmbH', '{n} GmbH & Co. KG', '{n} AG', '{n} e.K.'],
    streets: ['Hauptstraße {h}', 'Bahnhofstr. {h}', 'Gartenweg {h}', 'Goetheplatz {h}', 'Mühlgasse {h}', 'Am Schloßberg {h}'],
    cities: ['Berlin|10###|Berlin', 'München|80###|Bayern', 'Köln|50###|Nordrhein-Westfalen', 'Hamburg|20###|Hamburg', 'Nürnberg|90###|Bayern', 'Leipzig|04###|Sachsen', 'Düsseldorf|40###|Nordrhein-Westfalen', 'Tübingen|720##|Baden-Württemberg'],
    phones: ['+49 30 N#######', '+49 89 N#######', '+49 151 N#######', '+49 221 N######'],
  },
  {
    code: 'AT', weight: 20, people: 'de', trades: 'de', language: 'de', currency: 'EUR', vat: 'ATU########',
    companies: ['{n} GmbH', '{n} KG', '{n} OG'],
    streets: ['Mariahilfer Straße {h}', 'Kirchengasse {h}', 'Landstraße {h}', 'Grüner Weg {h}'],
    cities: ['Wien|10#0|Wien', 'Graz|80#0|Steiermark', 'Linz|40#0|Oberösterreich', 'Salzburg|50#0|Salzburg'],
    phones: ['+43 1 N######', '+43 664 N######'],
  },
  {
    code: 'CH', weight: 20, people: 'de', trades: 'de', language: 'de', currency: 'CHF', vat: 'CHE-X##.###.### MWST',
    companies: ['{n} AG', '{n} GmbH', '{n} SA'],
    streets: ['Bahnhofstrasse {h}', 'Seestrasse {h}', 'Rue du Rhône {h}', 'Dorfplatz {h}'],
    cities: ['Zürich|80##|Zürich', 'Genève|12##|Genève', 'Bern|30##|Bern', 'Basel|40##|Basel-Stadt'],
    phones: ['+41 44 N## ## ##', '+41 79 N## ## ##'],
  },
  {
    code: 'US', weight: 150, people: 'en', trades: 'en', language: 'en', currency: 'USD', vat: 'X#-#######',
    companies: ['{n} Inc.', '{n} LLC', '{n} Corp.', '{n} & Co.'],
    streets: ['{h} Main Street', '{h} Oak Avenue', '{h} Maple Drive', '{h} Washington Blvd, Suite {h}', '{h} 5th Avenue'],
    cities: ['New York|100##|New York', 'Chicago|606##|Illinois', 'San José|951##|California', 'Austin|787##|Texas', 'Seattle|981##|Washington', 'Miami|331##|Florida', 'Boston|021##|Massachusetts', 'Denver|802##|Colorado'],
    phones: ['+1 212-N##-####', '+1 312-N##-####', '+1 (415) N##-####', '+1 512-N##-####'],
  },
  {
    code: 'GB', weight: 70, people: 'en', trades: 'en', language: 'en-GB', currency: 'GBP', vat: 'GBX########',
    companies: ['{n} Ltd', '{n} plc', '{n} & Sons Ltd'],
    streets: ['{h} High Street', '{h} Church Lane', '{h} Station Road', 'Flat {h}, Victoria Court'],
    cities: ['London|SW1@ #@@|England', 'Manchester|M1 #@@|England', 'Edinburgh|EH1 #@@|Scotland', 'Cardiff|CF10 #@@|Wales', 'Leeds|LS1 #@@|England'],
    phones: ['+44 20 7### ####', '+44 161 4## ####', '+44 7400 ######'],
  },
  {
    code: 'IE', weight: 10, people: 'en', trades: 'en', language: 'en', currency: 'EUR', vat: 'IEX######@',
    companies: ['{n} Ltd', '{n} Teoranta'], streets: ['{h} Main Street', '{h} St. Patrick’s Road'],
    cities: ['Dublin|D0# X###|Leinster', 'Cork|T12 X###|Munster'], phones: ['+353 1 4## ####', '+353 87 N## ####'],
  },
  {
    code: 'CA', weight: 25, people: 'en', trades: 'en', language: 'en', currency: 'CAD', vat: 'X########RT0001',
    companies: ['{n} Inc.', '{n} Ltée', '{n} Corp.'], streets: ['{h} King Street West', '{h} rue Sainte-Catherine', '{h} Maple Road'],
    cities: ['Toronto|M5@ #@#|Ontario', 'Montréal|H2@ #@#|Québec', 'Vancouver|V6@ #@#|British Columbia', 'Québec|G1@ #@#|Québec'],
    phones: ['+1 416-N##-####', '+1 514-N##-####', '+1 604-N##-####'],
  },
  {
    code: 'AU', weight: 20, people: 'en', trades: 'en', language: 'en', currency: 'AUD', vat: 'X# ### ### ###',
    companies: ['{n} Pty Ltd', '{n} Ltd'], streets: ['{h} George Street', '{h} Beach Road', 'Unit {h}, Harbour Street'],
    cities: ['Sydney|20##|New South Wales', 'Melbourne|30##|Victoria', 'Brisbane|40##|Queensland', 'Perth|60##|Western Australia'],
    phones: ['+61 2 9### ####', '+61 412 ### ###'],
  },
  {
    code: 'NZ', weight: 6, people: 'en', trades: 'en', language: 'en', currency: 'NZD', vat: 'X##-###-###',
    companies: ['{n} Ltd'], streets: ['{h} Queen Street', '{h} Tāmaki Drive'], cities: ['Auckland|101#|Auckland', 'Whangārei|011#|Northland'],
    phones: ['+64 9 3## ####', '+64 21 ### ###'],
  },
  {
    code: 'FR', weight: 60, people: 'fr', trades: 'fr', language: 'fr', currency: 'EUR', vat: 'FR##X########',
    companies: ['{n} SARL', '{n} SAS', '{n} SA', 'Établissements {n}'],
    streets: ["{h} rue de l'Église", '{h} avenue Victor-Hugo', '{h} bd Saint-Michel', '{h} place du Marché'],
    cities: ['Paris|750##|Île-de-France', 'Lyon|690##|Auvergne-Rhône-Alpes', 'Nîmes|30000|Occitanie', 'Besançon|25000|Bourgogne-Franche-Comté', 'Saint-Étienne|42000|Auvergne-Rhône-Alpes'],
    phones: ['+33 1 4# ## ## ##', '+33 6 1# ## ## ##', '+33 4 7# ## ## ##'],
  },
  {
    code: 'BE', weight: 18, people: 'nl', trades: 'nl', language: 'nl', currency: 'EUR', vat: 'BE0X########',
    companies: ['{n} BV', '{n} NV', '{n} SRL'], streets: ['Kerkstraat {h}', 'Grote Markt {h}', 'Rue Neuve {h}'],
    cities: ['Antwerpen|20#0|Antwerpen', 'Gent|90#0|Oost-Vlaanderen', 'Liège|40#0|Liège', 'Brussel|10#0|Brussel'],
    phones: ['+32 2 5## ## ##', '+32 47# ## ## ##'],
  },
  {
    code: 'NL', weight: 35, people: 'nl', trades: 'nl', language: 'nl', currency: 'EUR', vat: 'NL#########B01',
    companies: ['{n} B.V.', '{n} N.V.', '{n} V.O.F.'], streets: ['Dorpsstraat {h}', 'Prinsengracht {h}', "'s-Gravenweg {h}", 'Molenlaan {h}'],
    cities: ['Amsterdam|10## @@|Noord-Holland', 'Rotterdam|30## @@|Zuid-Holland', "'s-Hertogenbosch|52## @@|Noord-Brabant", 'Utrecht|35## @@|Utrecht'],
    phones: ['+31 20 6## ####', '+31 6 2### ####'],
  },
  {
    code: 'ES', weight: 40, people: 'es', trades: 'es', language: 'es', currency: 'EUR', vat: 'ESB########',
    companies: ['{n} S.L.', '{n} S.A.', 'Hermanos {n} S.L.'], streets: ['Calle Mayor {h}', 'Avda. de la Constitución {h}', 'Plaza de España {h}', 'C/ Núñez de Balboa {h}'],
    cities: ['Madrid|280##|Madrid', 'Barcelona|080##|Barcelona', 'Málaga|290##|Málaga', 'A Coruña|150##|A Coruña', 'Cádiz|110##|Cádiz'],
    phones: ['+34 91# ### ###', '+34 6## ### ###'],
  },
  {
    code: 'MX', weight: 20, people: 'es', trades: 'es', language: 'es', currency: 'MXN', vat: '@@@######@##',
    companies: ['{n} S.A. de C.V.', '{n} S. de R.L.'], streets: ['Av. Insurgentes {h}', 'Calle Benito Juárez {h}'],
    cities: ['Ciudad de México|06###|Ciudad de México', 'Mérida|97###|Yucatán', 'León|37###|Guanajuato'], phones: ['+52 55 5### ####', '+52 33 3### ####'],
  },
  {
    code: 'AR', weight: 10, people: 'es', trades: 'es', language: 'es', currency: 'ARS', vat: '30-########-#',
    companies: ['{n} S.A.', '{n} S.R.L.'], streets: ['Av. Corrientes {h}', 'San Martín {h}'], cities: ['Buenos Aires|C10##@@@|Buenos Aires', 'Córdoba|X50##@@@|Córdoba'],
    phones: ['+54 11 4### ####', '+54 11 5### ####'],
  },
  {
    code: 'IT', weight: 40, people: 'it', trades: 'it', language: 'it', currency: 'EUR', vat: 'IT###########',
    companies: ['{n} S.r.l.', '{n} S.p.A.', 'F.lli {n} S.n.c.'], streets: ['Via Roma {h}', 'Corso Vittorio Emanuele {h}', 'Piazza Garibaldi {h}', 'Via dell’Università {h}'],
    cities: ['Roma|001##|Roma', 'Milano|201##|Milano', "L'Aquila|67100|L'Aquila", 'Forlì|471##|Forlì-Cesena', 'Torino|101##|Torino'],
    phones: ['+39 06 6### ####', '+39 02 8### ####', '+39 347 ### ####'],
  },
  {
    code: 'PT', weight: 15, people: 'pt', trades: 'pt', language: 'pt', currency: 'EUR', vat: 'PT5########',
    companies: ['{n} Lda.', '{n} S.A.'], streets: ['Rua Augusta {h}', 'Avenida da Liberdade {h}', 'Travessa São João {h}'],
    cities: ['Lisboa|1###-0##|Lisboa', 'Porto|4###-0##|Porto', 'Évora|7###-0##|Évora'], phones: ['+351 21# ### ###', '+351 91# ### ###'],
  },
  {
    code: 'BR', weight: 35, people: 'pt', trades: 'pt', language: 'pt-BR', currency: 'BRL', vat: '##.###.###/0001-##',
    companies: ['{n} Ltda.', '{n} S.A.', '{n} ME'], streets: ['Rua das Flores, {h}', 'Av. Paulista, {h}', 'Praça da Sé, {h}'],
    cities: ['São Paulo|01###-###|São Paulo', 'Rio de Janeiro|20###-###|Rio de Janeiro', 'Brasília|70###-###|Distrito Federal', 'Florianópolis|88###-###|Santa Catarina'],
    phones: ['+55 11 3###-####', '+55 11 9####-####', '+55 21 2###-####'],
  },
  {
    code: 'SE', weight: 20, people: 'nordic', trades: 'nordic', language: 'sv', currency: 'SEK', vat: 'SE##########01',
    companies: ['{n} AB', '{n} HB'], streets: ['Storgatan {h}', 'Björkvägen {h}', 'Ågatan {h}'], cities: ['Stockholm|11# ##|Stockholm', 'Göteborg|41# ##|Västra Götaland', 'Malmö|21# ##|Skåne'],
    phones: ['+46 8 5## ### ##', '+46 70 ### ## ##'],
  },
  {
    code: 'NO', weight: 14, people: 'nordic', trades: 'nordic', language: 'nb', currency: 'NOK', vat: 'NO#########MVA',
    companies: ['{n} AS', '{n} ASA'], streets: ['Storgata {h}', 'Kirkeveien {h}', 'Sjøgata {h}'], cities: ['Oslo|01##|Oslo', 'Tromsø|90##|Troms', 'Ålesund|60##|Møre og Romsdal'],
    phones: ['+47 22 ## ## ##', '+47 4## ## ###'],
  },
  {
    code: 'DK', weight: 14, people: 'nordic', trades: 'nordic', language: 'da', currency: 'DKK', vat: 'DK########',
    companies: ['{n} A/S', '{n} ApS'], streets: ['Vestergade {h}', 'Nørregade {h}', 'Skovvej {h}'], cities: ['København|1###|Hovedstaden', 'Århus|80##|Midtjylland', 'Ærøskøbing|5970|Syddanmark'],
    phones: ['+45 33 ## ## ##', '+45 20 ## ## ##'],
  },
  {
    code: 'FI', weight: 12, people: 'fi', trades: 'fi', language: 'fi', currency: 'EUR', vat: 'FI########',
    companies: ['{n} Oy', '{n} Oyj'], streets: ['Kauppakatu {h}', 'Mäkitie {h}', 'Järvenranta {h}'], cities: ['Helsinki|001##|Uusimaa', 'Jyväskylä|401##|Keski-Suomi', 'Hämeenlinna|131##|Kanta-Häme'],
    phones: ['+358 9 3### ###', '+358 40 ### ####'],
  },
  {
    code: 'PL', weight: 25, people: 'pl', trades: 'pl', language: 'pl', currency: 'PLN', vat: 'PLX#########',
    companies: ['{n} Sp. z o.o.', '{n} S.A.'], streets: ['ul. Mickiewicza {h}', 'ul. Długa {h}', 'al. Jerozolimskie {h}'], cities: ['Warszawa|00-###|mazowieckie', 'Łódź|90-###|łódzkie', 'Kraków|30-###|małopolskie', 'Gdańsk|80-###|pomorskie'],
    phones: ['+48 22 6## ## ##', '+48 60# ### ###'],
  },
  {
    code: 'CZ', weight: 14, people: 'cs', trades: 'cs', language: 'cs', currency: 'CZK', vat: 'CZ########',
    companies: ['{n} s.r.o.', '{n} a.s.'], streets: ['Náměstí Míru {h}', 'Dlouhá {h}', 'Růžová {h}'], cities: ['Praha|11# 00|Praha', 'Brno|60# 00|Jihomoravský kraj', 'Plzeň|30# 00|Plzeňský kraj'],
    phones: ['+420 22# ### ###', '+420 60# ### ###'],
  },
  {
    code: 'HU', weight: 10, people: 'hu', trades: 'hu', language: 'hu', currency: 'HUF', vat: 'HU########',
    companies: ['{n} Kft.', '{n} Zrt.'], streets: ['Petőfi utca {h}.', 'Kossuth tér {h}.'], cities: ['Budapest|10##|Budapest', 'Győr|902#|Győr-Moson-Sopron', 'Szeged|672#|Csongrád-Csanád'],
    phones: ['+36 1 3## ####', '+36 20 ### ####'],
  },
  {
    code: 'RO', weight: 12, people: 'ro', trades: 'ro', language: 'ro', currency: 'RON', vat: 'RO########',
    companies: ['{n} S.R.L.', '{n} S.A.'], streets: ['Strada Mihai Eminescu {h}', 'Bulevardul Unirii {h}', 'Șoseaua Ștefan cel Mare {h}'], cities: ['București|01####|București', 'Iași|70####|Iași', 'Timișoara|30####|Timiș'],
    phones: ['+40 21 3## ####', '+40 72# ### ###'],
  },
  {
    code: 'TR', weight: 20, people: 'tr', trades: 'tr', language: 'tr', currency: 'TRY', vat: 'TRX#########',
    companies: ['{n} A.Ş.', '{n} Ltd. Şti.'], streets: ['Atatürk Cad. No: {h}', 'Çiçek Sok. No: {h}', 'İnönü Bulvarı No: {h}'], cities: ['İstanbul|34###|İstanbul', 'Ankara|06###|Ankara', 'İzmir|35###|İzmir', 'Eskişehir|26###|Eskişehir'],
    phones: ['+90 212 N## ## ##', '+90 532 N## ## ##'],
  },
  {
    code: 'VN', weight: 15, people: 'vi', trades: 'vi', language: 'vi', currency: 'VND', vat: '0#########',
    companies: ['Công ty TNHH {n}', 'Công ty Cổ phần {n}'], streets: ['{h} Nguyễn Huệ', '{h} Lê Lợi', '{h} Điện Biên Phủ'], cities: ['Hà Nội|10####|Hà Nội', 'Đà Nẵng|55####|Đà Nẵng', 'Thành phố Hồ Chí Minh|70####|Hồ Chí Minh'],
    phones: ['+84 24 3### ####', '+84 91 ### ####'],
  },
  {
    code: 'GR', weight: 15, people: 'el', trades: 'el', language: 'el', currency: 'EUR', vat: 'EL#########',
    companies: ['{n} Α.Ε.', '{n} Ε.Π.Ε.'], streets: ['Λεωφόρος Συγγρού {h}', 'Οδός Ερμού {h}', 'Πλατεία Αριστοτέλους {h}'], cities: ['Αθήνα|10# ##|Αττική', 'Θεσσαλονίκη|54# ##|Κεντρική Μακεδονία', 'Πάτρα|26# ##|Δυτική Ελλάδα'],
    phones: ['+30 21 0### ####', '+30 694 ### ####'],
  },
  {
    code: 'UA', weight: 15, people: 'uk', trades: 'uk', language: 'uk', currency: 'UAH', vat: 'X#########',
    companies: ['ТОВ «{n}»', 'ПП «{n}»'], streets: ['вул. Хрещатик, {h}', 'вул. Шевченка, {h}', 'просп. Перемоги, {h}'], cities: ['Київ|01###|Київ', 'Львів|79###|Львівська область', 'Харків|61###|Харківська область'],
    phones: ['+380 44 ### ####', '+380 67 ### ####'],
  },
  {
    code: 'BG', weight: 8, people: 'bg', trades: 'bg', language: 'bg', currency: 'EUR', vat: 'BG#########',
    companies: ['{n} ЕООД', '{n} АД'], streets: ['ул. Витоша {h}', 'бул. България {h}'], cities: ['София|10##|София', 'Пловдив|40##|Пловдив', 'Варна|90##|Варна'], phones: ['+359 2 9## ####', '+359 88 ### ####'],
  },
  {
    code: 'SA', weight: 12, people: 'ar', trades: 'ar', language: 'ar', currency: 'SAR', vat: '3#############3',
    companies: ['شركة {n}', 'مؤسسة {n}'], streets: ['شارع الملك فهد {h}', 'طريق العليا {h}'], cities: ['الرياض|1####|الرياض', 'جدة|2####|مكة المكرمة', 'الدمام|3####|المنطقة الشرقية'], phones: ['+966 11 4## ####', '+966 50 ### ####'],
  },
  {
    code: 'EG', weight: 12, people: 'ar', trades: 'ar', language: 'ar', currency: 'EGP', vat: 'X##-###-###',
    companies: ['شركة {n}', '{n} وأولاده'], streets: ['شارع التحرير {h}', 'شارع الهرم {h}'], cities: ['القاهرة|11###|القاهرة', 'الإسكندرية|21###|الإسكندرية'], phones: ['+20 2 2### ####', '+20 100 ### ####'],
  },
  {
    code: 'IL', weight: 10, people: 'he', trades: 'he', language: 'he', currency: 'ILS', vat: '51#######',
    companies: ['{n} בע"מ', 'קבוצת {n}'], streets: ['רחוב הרצל {h}', 'שדרות רוטשילד {h}'], cities: ['תל אביב|6######|תל אביב', 'ירושלים|9######|ירושלים', 'חיפה|3######|חיפה'], phones: ['+972 3-6##-####', '+972 52-###-####'],
  },
  {
    code: 'IN', weight: 35, people: 'hi', trades: 'hi', language: 'hi', currency: 'INR', vat: '27@@@@@####@1Z#',
    companies: ['{n} प्राइवेट लिमिटेड', '{n} एंड संस'], streets: ['{h}, महात्मा गांधी मार्ग', '{h}, नेहरू नगर'], cities: ['मुंबई|4000##|महाराष्ट्र', 'दिल्ली|1100##|दिल्ली', 'जयपुर|3020##|राजस्थान', 'लखनऊ|2260##|उत्तर प्रदेश'],
    phones: ['+91 22 2### ####', '+91 98### #####'],
  },
  {
    code: 'TH', weight: 12, people: 'th', trades: 'th', language: 'th', currency: 'THB', vat: '0############',
    companies: ['บริษัท {n} จำกัด', 'ห้างหุ้นส่วน {n}'], streets: ['{h} ถนนสุขุมวิท', '{h} ถนนเจริญกรุง'], cities: ['กรุงเทพมหานคร|10###|กรุงเทพมหานคร', 'เชียงใหม่|50###|เชียงใหม่'], phones: ['+66 2 2## ####', '+66 81 ### ####'],
  },
  {
    code: 'CN', weight: 40, people: 'zh', trades: 'zh', language: 'zh', currency: 'CNY', vat: '91########MA@@@@@@',
    companies: ['{c}{n}有限公司', '{c}{n}股份有限公司'], streets: ['中山路{h}号', '人民大道{h}号', '解放街{h}弄'], cities: ['上海|2000##|上海', '北京|1000##|北京', '广州|5100##|广东', '深圳|5180##|广东', '成都|6100##|四川'],
    phones: ['+86 21 6### ####', '+86 138 #### ####'], familyFirst: true,
  },
  {
    code: 'TW', weight: 8, people: 'zh', trades: 'zh', language: 'zh-TW', currency: 'TWD', vat: '########',
    companies: ['{n}股份有限公司'], streets: ['忠孝東路{h}號', '中正路{h}號'], cities: ['台北|1##|臺北市', '高雄|8##|高雄市'], phones: ['+886 2 2### ####', '+886 912 ### ###'], familyFirst: true,
  },
  {
    code: 'JP', weight: 35, people: 'ja', trades: 'ja', language: 'ja', currency: 'JPY', vat: 'T#############',
    companies: ['株式会社{n}', '{c}{n}株式会社', '有限会社{n}'], streets: ['中央{h}丁目', '本町{h}番地', '桜ヶ丘{h}'], cities: ['東京|100-00##|東京都', '大阪|530-00##|大阪府', '札幌|060-00##|北海道', '京都|600-80##|京都府'],
    phones: ['+81 3-3###-####', '+81 90-####-####'], familyFirst: true,
  },
  {
    code: 'KR', weight: 25, people: 'ko', trades: 'ko', language: 'ko', currency: 'KRW', vat: '###-##-#####',
    companies: ['주식회사 {n}', '{n} 주식회사', '{c}{n}'], streets: ['세종대로 {h}', '강남대로 {h}길'], cities: ['서울|04###|서울특별시', '부산|48###|부산광역시', '인천|21###|인천광역시'],
    phones: ['+82 2-3###-####', '+82 10-N###-####'], familyFirst: true,
  },
];
