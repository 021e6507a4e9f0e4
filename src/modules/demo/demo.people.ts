/**
 * Common given and family names, one pool a language, gathered by hand.
 * In other scripts each entry is `native:latin`; the Latin half makes the e-mail address.
 */
export interface NamePool {
  readonly men: readonly string[];
  readonly women: readonly string[];
  readonly families: readonly string[];
}

// `_` stands for a space inside one name.
const words = (text: string) => text.split(' ').map((word) => word.replaceAll('_', ' '));

const pool = (men: string, women: string, families: string): NamePool => ({
  men: words(men),
  women: words(women),
  families: words(families),
});

export const PEOPLE = {
  de: pool(
    'Lukas Jonas Felix Maximilian Jürgen Jörg Stefan Thomas Andreas Günther Matthias Sebastian Uwe Björn Tobias Florian Markus Holger Dieter Paul',
    'Anna Lena Sabine Ursula Käthe Monika Petra Franziska Jana Bärbel Heike Katharina Birgit Susanne Leonie Marie Claudia Renate Silke Johanna',
    'Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Krüger Hartmann Lange Köhler Walter König Groß Weiß Böhm Jäger Vogt Lindner Brandt Haas',
  ),
  en: pool(
    'James Oliver William Thomas George Harry Jack Daniel Matthew Andrew Michael Robert David Samuel Benjamin Edward Patrick Liam Ryan Simon',
    'Emma Olivia Charlotte Emily Sarah Jessica Hannah Grace Lucy Rebecca Laura Rachel Alice Megan Victoria Katherine Susan Helen Amy Zoe',
    "Smith Jones Williams Brown Taylor Davies Wilson Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall O'Brien O'Connor Murphy Kelly McCarthy Campbell Stewart Anderson Clark Mitchell Young Cooper Harris Baker",
  ),
  fr: pool(
    'Jean Pierre Michel Philippe Alain Nicolas Étienne François Julien Antoine Rémi Jérôme Loïc Benoît Thibault Hugo Mathieu Jean-Luc Sébastien Guillaume',
    'Marie Nathalie Isabelle Sylvie Hélène Céline Zoé Chloé Amélie Françoise Camille Élodie Aurélie Inès Margaux Anne-Sophie Valérie Léa Manon Noémie',
    'Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefebvre Michel Garcia David Bertrand Roux Fournier Girard Lefèvre Mercier Dupont Lambert Bonnet François Rousseau Blanc Guérin Boyer Chevalier Hébert',
  ),
  es: pool(
    'José Antonio Manuel Francisco Javier Carlos Miguel Ángel Jesús Alejandro Sergio Andrés Íñigo Raúl Rubén Óscar Álvaro Pablo Diego Luis',
    'María Carmen Josefa Ana Isabel Laura Cristina Marta Lucía Sofía Paula Elena Rocío Inés Begoña Núria Pilar Raquel Silvia Mónica',
    'García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz Moreno Muñoz Álvarez Romero Alonso Gutiérrez Navarro Torres Domínguez Vázquez Ramos Núñez Ibáñez Peña Castaño Ortega',
  ),
  it: pool(
    'Giuseppe Giovanni Antonio Mario Luigi Francesco Angelo Vincenzo Marco Alessandro Matteo Lorenzo Davide Niccolò Riccardo Paolo Stefano Andrea Simone Carlo',
    'Maria Anna Giuseppina Rosa Angela Giulia Chiara Francesca Sara Martina Elena Alessia Valentina Federica Silvia Paola Laura Elisa Beatrice Lucia',
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco Bruno Gallo Conti De_Luca Costa Giordano Mancini Rizzo Lombardi Moretti Barbieri Fontana Santoro Mariani Rinaldi Caruso Ferrara D'Angelo",
  ),
  pt: pool(
    'João Pedro Tiago António Luís Nuno Rui Miguel Diogo Gonçalo André Rafael Lucas Matheus Felipe Bruno Vítor José Carlos Paulo',
    'Maria Ana Inês Beatriz Mariana Joana Catarina Conceição Luísa Fernanda Juliana Letícia Amanda Camila Gabriela Patrícia Sónia Teresa Helena Lúcia',
    'Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes Gonçalves Gomes Lopes Marques Alves Almeida Ribeiro Pinto Carvalho Teixeira Moreira Correia Mendes Nunes Araújo Simões Magalhães Conceição Brandão',
  ),
  nl: pool(
    'Jan Pieter Willem Daan Sem Bram Thijs Ruben Lars Joris Maarten Sander Jeroen Wouter Koen Floris Gijs Niels Stijn Bas',
    'Sanne Lotte Fleur Anouk Femke Marieke Eva Julia Noor Iris Maaike Esther Ingrid Saskia Renée Chloë Roos Tess Lieke Anke',
    'Jansen Bakker Visser Smit Meijer Mulder Vos Peters Hendriks Dekker Brouwer Dijkstra Smits Janssens Peeters Maes Willems Claes Goossens Wouters Hoekstra Kok Jacobs Schouten Kuiper Postma Veenstra Groen',
  ),
  nordic: pool(
    'Lars Anders Johan Erik Per Karl Nils Mikael Björn Åke Jørgen Søren Henrik Magnus Håkon Øyvind Rasmus Mads Gustav Ole',
    'Anna Eva Karin Kristina Ingrid Åsa Sigrid Astrid Freja Maja Elin Linnea Sofie Mette Solveig Kirsten Bodil Gerd Märta Liv',
    'Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Hansen Johansen Olsen Larsen Pedersen Nielsen Jensen Christensen Rasmussen Sørensen Jørgensen Lindström Sjöberg Bergström Åberg Østby Møller Bäckström Strand Nygård Dahl Lund Holm',
  ),
  fi: pool(
    'Juhani Matti Timo Kari Mikko Antti Jukka Ville Pekka Heikki Sami Eero Väinö Aleksi',
    'Maria Helena Anneli Kaarina Liisa Sari Päivi Anna Aino Emmi Sanni Tuula Hilkka Iida',
    'Korhonen Virtanen Mäkinen Nieminen Mäkelä Hämäläinen Laine Heikkinen Koskinen Järvinen Lehtonen Saarinen Salminen Heinonen Niemi Kinnunen Salonen Turunen Rantanen Ahonen',
  ),
  pl: pool(
    'Piotr Krzysztof Andrzej Tomasz Paweł Michał Marcin Jakub Łukasz Grzegorz Wojciech Zbigniew Stanisław Mateusz Rafał Jarosław',
    'Anna Katarzyna Małgorzata Agnieszka Barbara Ewa Elżbieta Zofia Krystyna Joanna Magdalena Monika Jolanta Danuta Żaneta Świętosława',
    'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Kwiatkowski Krawczyk Piotrowski Grabowski Pawłowski Michalski Król Wieczorek Jabłoński Wróbel',
  ),
  cs: pool(
    'Jiří Jan Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Václav Michal František Lukáš Ondřej Matěj',
    'Jana Marie Eva Hana Anna Lenka Kateřina Věra Lucie Alena Zuzana Tereza Markéta Eliška Božena Ludmila',
    'Novák Svoboda Novotný Dvořák Černý Procházka Kučera Veselý Horák Němec Pokorný Marek Pospíšil Hájek Jelínek Král Růžička Beneš Fiala Sedláček Doležal Zeman Kolář Říha',
  ),
  hu: pool(
    'László István József János Zoltán Sándor Gábor Ferenc Attila Péter Tamás Zsolt Tibor András',
    'Mária Erzsébet Katalin Ilona Éva Anna Zsuzsanna Judit Ágnes Ildikó Andrea Erika Krisztina Boglárka',
    'Nagy Kovács Tóth Szabó Horváth Varga Kiss Molnár Németh Farkas Balogh Papp Takács Juhász Lakatos Mészáros Oláh Simon Rácz Fekete Szőke Győri',
  ),
  ro: pool(
    'Andrei Ion Gheorghe Vasile Mihai Ștefan Alexandru Cristian Răzvan Cătălin Dănuț Bogdan Florin Ionuț',
    'Maria Elena Ioana Andreea Cristina Mihaela Ștefania Raluca Anca Daniela Crăița Simona Roxana Alina',
    'Popa Popescu Ionescu Dumitru Stan Stoica Gheorghe Rusu Munteanu Matei Constantin Marin Șerban Ciobanu Țăranu Dinu Moldovan Nistor Lupu Rădulescu',
  ),
  tr: pool(
    'Mehmet Mustafa Ahmet Ali Hüseyin Hasan İbrahim İsmail Osman Yusuf Ömer Çağlar Barış Uğur',
    'Fatma Ayşe Emine Hatice Zeynep Elif Meryem Şerife Sultan Özlem Gülşen Ebru Çiğdem Işıl',
    'Yılmaz Kaya Demir Çelik Şahin Yıldız Yıldırım Öztürk Aydın Özdemir Arslan Doğan Kılıç Aslan Çetin Kara Koç Kurt Özkan Şimşek Işık Güneş',
  ),
  vi: pool(
    'Văn_Hùng Minh_Tuấn Đức_Anh Quang_Huy Hữu_Phước Thanh_Sơn Công_Định Ngọc_Lâm Trung_Kiên Bảo_Khánh',
    'Thị_Hương Thu_Hà Ngọc_Ánh Thùy_Linh Kim_Chi Bích_Thủy Mỹ_Duyên Phương_Thảo Diệu_Hiền Lan_Anh',
    'Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý',
  ),
  el: pool(
    'Γιώργος:giorgos Δημήτρης:dimitris Κώστας:kostas Νίκος:nikos Γιάννης:giannis Παναγιώτης:panagiotis Βασίλης:vasilis Χρήστος:christos Αθανάσιος:athanasios Μιχάλης:michalis',
    'Μαρία:maria Ελένη:eleni Κατερίνα:katerina Βασιλική:vasiliki Σοφία:sofia Αγγελική:angeliki Γεωργία:georgia Δήμητρα:dimitra Ιωάννα:ioanna Ευαγγελία:evangelia',
    'Παπαδόπουλος:papadopoulos Βλάχος:vlachos Αγγελόπουλος:angelopoulos Νικολαΐδης:nikolaidis Γεωργίου:georgiou Πέτρου:petrou Οικονόμου:oikonomou Μακρής:makris Δημητρίου:dimitriou Ιωαννίδης:ioannidis Καραγιάννης:karagiannis Κωνσταντίνου:konstantinou Αλεξίου:alexiou Σαμαράς:samaras',
  ),
  uk: pool(
    'Олександр:oleksandr Сергій:serhii Володимир:volodymyr Андрій:andrii Микола:mykola Іван:ivan Юрій:yurii Василь:vasyl Тарас:taras Богдан:bohdan',
    'Олена:olena Наталія:nataliia Оксана:oksana Тетяна:tetiana Ірина:iryna Людмила:liudmyla Марія:mariia Ганна:hanna Юлія:yuliia Світлана:svitlana',
    'Шевченко:shevchenko Коваленко:kovalenko Бондаренко:bondarenko Ткаченко:tkachenko Кравченко:kravchenko Ковальчук:kovalchuk Олійник:oliinyk Шевчук:shevchuk Поліщук:polishchuk Мельник:melnyk Бойко:boiko Лисенко:lysenko Гаврилюк:havryliuk Їжакевич:yizhakevych Щербак:shcherbak Мороз:moroz',
  ),
  bg: pool(
    'Георги:georgi Иван:ivan Димитър:dimitar Николай:nikolay Петър:petar Христо:hristo Стефан:stefan Йордан:yordan',
    'Мария:maria Иванка:ivanka Елена:elena Виктория:viktoria Йорданка:yordanka Пенка:penka Росица:rositsa Десислава:desislava',
    'Иванов:ivanov Георгиев:georgiev Димитров:dimitrov Петров:petrov Николов:nikolov Христов:hristov Стоянов:stoyanov Тодоров:todorov Илиев:iliev Василев:vasilev Атанасов:atanasov Ангелов:angelov',
  ),
  ar: pool(
    'محمد:mohammed أحمد:ahmed علي:ali عمر:omar خالد:khaled يوسف:youssef إبراهيم:ibrahim حسن:hassan سعيد:saeed عبدالله:abdullah طارق:tariq فيصل:faisal',
    'فاطمة:fatima عائشة:aisha مريم:mariam زينب:zainab نورة:noura سارة:sara ليلى:layla هدى:huda أمينة:amina رانيا:rania سلمى:salma ياسمين:yasmin',
    'الحربي:alharbi العتيبي:alotaibi القحطاني:alqahtani الشمري:alshammari الزهراني:alzahrani المصري:almasri حسين:hussein السيد:elsayed منصور:mansour الأحمد:alahmad الخطيب:alkhatib النجار:alnajjar الحداد:alhaddad سليمان:suleiman فرج:farag عثمان:osman',
  ),
  he: pool(
    'יוסף:yosef דוד:david משה:moshe אברהם:avraham יעקב:yaakov איתן:eitan נועם:noam אורי:uri עומר:omer גיל:gil',
    'שרה:sarah רחל:rachel מרים:miriam נועה:noa תמר:tamar יעל:yael מיכל:michal הילה:hila שירה:shira אסתר:ester',
    'כהן:cohen לוי:levi מזרחי:mizrahi פרץ:peretz ביטון:biton דהן:dahan אברהם:avraham פרידמן:friedman אזולאי:azoulay שפירא:shapira גבאי:gabay חדד:hadad רוזן:rosen בןדוד:bendavid',
  ),
  hi: pool(
    'राहुल:rahul अमित:amit विजय:vijay संजय:sanjay राजेश:rajesh अर्जुन:arjun सुरेश:suresh अनिल:anil विकास:vikas मनोज:manoj',
    'प्रिया:priya अंजलि:anjali सुनीता:sunita पूजा:pooja नेहा:neha कविता:kavita रेखा:rekha दीपा:deepa मीना:meena लक्ष्मी:lakshmi',
    'शर्मा:sharma वर्मा:verma गुप्ता:gupta सिंह:singh कुमार:kumar पटेल:patel मिश्रा:mishra अग्रवाल:agarwal जोशी:joshi यादव:yadav चौधरी:chaudhary मेहता:mehta त्रिपाठी:tripathi भट्ट:bhatt',
  ),
  th: pool(
    'สมชาย:somchai สมศักดิ์:somsak วิชัย:wichai ประเสริฐ:prasert อนันต์:anan สุรชัย:surachai ณัฐพล:nattapon ธนากร:thanakorn',
    'สมหญิง:somying มาลี:malee สุดา:suda พรทิพย์:porntip วันเพ็ญ:wanpen กาญจนา:kanchana อรุณี:arunee นภา:napa',
    'แสงทอง:saengthong ศรีสุข:srisuk วงศ์ใหญ่:wongyai ทองดี:thongdee บุญมี:boonmee จันทร์เพ็ญ:chanpen สุขใจ:sukjai รักไทย:rakthai ใจดี:jaidee พงษ์ไพร:phongphrai เจริญสุข:charoensuk มั่นคง:mankhong',
  ),
  zh: pool(
    '伟:wei 强:qiang 磊:lei 军:jun 洋:yang 勇:yong 建国:jianguo 志明:zhiming 俊杰:junjie 浩然:haoran 子轩:zixuan 文博:wenbo',
    '芳:fang 娜:na 秀英:xiuying 敏:min 静:jing 丽:li 艳:yan 雪梅:xuemei 欣怡:xinyi 雨桐:yutong 晓燕:xiaoyan 美玲:meiling',
    '王:wang 李:li 张:zhang 刘:liu 陈:chen 杨:yang 黄:huang 赵:zhao 吴:wu 周:zhou 徐:xu 孙:sun 马:ma 朱:zhu 胡:hu 郭:guo 何:he 林:lin 高:gao 罗:luo 欧阳:ouyang 司马:sima',
  ),
  ja: pool(
    '太郎:taro 健一:kenichi 翔太:shota 大輔:daisuke 直樹:naoki 拓也:takuya 悠斗:yuto 誠:makoto ひろし:hiroshi ケン:ken',
    '花子:hanako 由美子:yumiko 恵子:keiko 美咲:misaki さくら:sakura 陽菜:hina 智子:tomoko 愛:ai まゆみ:mayumi エミ:emi',
    '佐藤:sato 鈴木:suzuki 高橋:takahashi 田中:tanaka 伊藤:ito 渡辺:watanabe 山本:yamamoto 中村:nakamura 小林:kobayashi 加藤:kato 吉田:yoshida 山田:yamada 佐々木:sasaki 山口:yamaguchi 松本:matsumoto 井上:inoue 木村:kimura 清水:shimizu',
  ),
  ko: pool(
    '민준:minjun 서준:seojun 도윤:doyun 예준:yejun 지훈:jihun 성민:seongmin 현우:hyeonwoo 준호:junho 영수:yeongsu 동현:donghyeon',
    '서연:seoyeon 지우:jiwoo 민서:minseo 하은:haeun 수빈:subin 지영:jiyeong 은정:eunjeong 미경:mikyeong 영희:yeonghui 다은:daeun',
    '김:kim 이:lee 박:park 최:choi 정:jeong 강:kang 조:cho 윤:yoon 장:jang 임:lim 한:han 오:oh 서:seo 신:shin 권:kwon 황:hwang 남궁:namgung',
  ),
} as const satisfies Record<string, NamePool>;
