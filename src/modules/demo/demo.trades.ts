/**
 * What companies do, in each language, always in the same order of meanings: the first is logistics everywhere.
 * The English row also makes the domain names of companies written in other scripts.
 */
const trades = (text: string): readonly string[] =>
  text.split(' ').map((word) => word.replaceAll('_', ' '));

export const TRADES = {
  en: trades(
    'Logistics Construction Software Foods Energy Textiles Printing Hotels Gardens Optics Dental Transport Metals Timber Electric Design Travel Pharma Trading Music',
  ),
  de: trades(
    'Logistik Bau Software Feinkost Energie Textil Druck Hotels Gärten Optik Dental Transporte Metallbau Holzbau Elektro Design Reisen Pharma Handel Musik',
  ),
  fr: trades(
    'Logistique Bâtiment Logiciels Épicerie Énergie Textile Imprimerie Hôtels Jardins Optique Dentaire Transports Métaux Boiseries Électricité Création Voyages Pharmacie Négoce Musique',
  ),
  es: trades(
    'Logística Construcción Programación Alimentos Energía Textil Imprenta Hoteles Jardines Óptica Dental Transportes Metales Maderas Eléctrica Diseño Viajes Farmacia Comercio Música',
  ),
  it: trades(
    'Logistica Costruzioni Informatica Alimentari Energia Tessuti Stampa Alberghi Giardini Ottica Dentale Trasporti Metalli Legnami Elettrica Disegno Viaggi Farmaceutica Commercio Musica',
  ),
  pt: trades(
    'Logística Construção Informática Alimentação Energia Têxteis Gráfica Hotéis Jardins Óptica Odonto Transportes Metais Madeiras Eléctrica Desenho Viagens Farmácia Comércio Música',
  ),
  nl: trades(
    'Logistiek Bouw Software Voeding Energie Textiel Drukwerk Hotels Tuinen Optiek Tandtechniek Vervoer Metaal Houthandel Elektra Ontwerp Reizen Farma Handel Muziek',
  ),
  nordic: trades(
    'Logistikk Bygg Programvare Mat Energi Tekstil Trykkeri Hotell Hage Optikk Tannhelse Frakt Metall Trelast Elektro Formgivning Reiser Farma Handel Musikk',
  ),
  fi: trades(
    'Logistiikka Rakennus Ohjelmistot Ruoka Energia Tekstiili Painotalo Hotellit Puutarha Optiikka Hammashoito Kuljetus Metalli Puutavara Sähkö Muotoilu Matkat Lääke Kauppa Musiikki',
  ),
  pl: trades(
    'Logistyka Budownictwo Oprogramowanie Żywność Energia Tekstylia Drukarnia Hotele Ogrody Optyka Stomatologia Przewozy Metale Drewno Elektro Projektowanie Podróże Farmacja Handel Muzyka',
  ),
  cs: trades(
    'Logistika Stavby Programy Potraviny Energie Textil Tiskárna Hotely Zahrady Optika Zubní Doprava Kovy Dřevo Elektro Návrhy Cestování Lékárny Obchod Hudba',
  ),
  hu: trades(
    'Logisztika Építő Szoftver Élelmiszer Energia Textil Nyomda Szállodák Kertek Optika Fogászat Szállítás Fémipar Faipar Villany Tervező Utazás Gyógyszer Kereskedelem Zene',
  ),
  ro: trades(
    'Logistică Construcții Programe Alimente Energie Textile Tipografie Hoteluri Grădini Optică Dentar Transporturi Metale Cherestea Electrică Proiectare Turism Farmacie Comerț Muzică',
  ),
  tr: trades(
    'Lojistik İnşaat Yazılım Gıda Enerji Tekstil Matbaa Otelcilik Bahçe Optik Diş Nakliyat Metal Kereste Elektrik Tasarım Seyahat İlaç Ticaret Müzik',
  ),
  vi: trades(
    'Vận_Tải Xây_Dựng Phần_Mềm Thực_Phẩm Năng_Lượng Dệt_May In_Ấn Khách_Sạn Cây_Cảnh Mắt_Kính Nha_Khoa Giao_Nhận Kim_Khí Gỗ_Việt Điện_Lực Thiết_Kế Du_Lịch Dược_Phẩm Thương_Mại Âm_Nhạc',
  ),
  el: trades(
    'Μεταφορές Κατασκευές Λογισμικό Τρόφιμα Ενέργεια Υφάσματα Εκτυπώσεις Ξενοδοχεία Κήποι Οπτικά Οδοντιατρικά Διανομές Μέταλλα Ξυλεία Ηλεκτρικά Σχέδιο Ταξίδια Φάρμακα Εμπόριο Μουσική',
  ),
  uk: trades(
    'Логістика Будівництво Програми Продукти Енергія Текстиль Друкарня Готелі Сади Оптика Стоматологія Перевезення Метал Деревина Електро Дизайн Подорожі Фарма Торгівля Музика',
  ),
  bg: trades(
    'Логистика Строителство Софтуер Храни Енергия Текстил Печатница Хотели Градини Оптика Дентал Транспорт Метали Дървесина Електро Дизайн Пътувания Фарма Търговия Музика',
  ),
  ar: trades(
    'للخدمات_اللوجستية للمقاولات للبرمجيات للأغذية للطاقة للمنسوجات للطباعة للفنادق للحدائق للبصريات للأسنان للنقل للمعادن للأخشاب للكهرباء للتصميم للسفر للأدوية للتجارة للموسيقى',
  ),
  he: trades(
    'לוגיסטיקה בנייה תוכנה מזון אנרגיה טקסטיל דפוס מלונות גינות אופטיקה שיניים הובלות מתכות עץ חשמל עיצוב נסיעות תרופות מסחר מוזיקה',
  ),
  hi: trades(
    'परिवहन निर्माण सॉफ्टवेयर खाद्य ऊर्जा वस्त्र मुद्रण होटल उद्यान चश्मा दंत ढुलाई धातु लकड़ी विद्युत डिज़ाइन यात्रा औषधि व्यापार संगीत',
  ),
  th: trades(
    'โลจิสติกส์ ก่อสร้าง ซอฟต์แวร์ อาหาร พลังงาน สิ่งทอ การพิมพ์ โรงแรม สวนสวย แว่นตา ทันตกรรม ขนส่ง โลหะ ค้าไม้ ไฟฟ้า ออกแบบ ท่องเที่ยว เภสัช การค้า ดนตรี',
  ),
  zh: trades(
    '物流 建筑 软件 食品 能源 纺织 印刷 酒店 园林 光学 牙科 运输 金属 木业 电气 设计 旅行 医药 贸易 音乐',
  ),
  ja: trades(
    '物流 建設 ソフトウェア 食品 エネルギー 繊維 印刷 ホテル 造園 光学 歯科 運輸 金属 木材 電機 デザイン 旅行 製薬 商事 音楽',
  ),
  ko: trades(
    '물류 건설 소프트웨어 식품 에너지 섬유 인쇄 호텔 조경 광학 치과 운수 금속 목재 전기 디자인 여행 제약 무역 음악',
  ),
} as const satisfies Record<string, readonly string[]>;
