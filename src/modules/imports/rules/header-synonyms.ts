import type { ImportField } from './import-fields';

/**
 * What programs and people call a column: English, German, French, Spanish, Portuguese, Italian, Dutch, Turkish
 * and the exports of Perfex, EspoCRM, Odoo, HubSpot, Dolibarr, Mautic, Outlook, Google Contacts, Thunderbird and
 * Roundcube. Compared without case, accents, blanks and punctuation; earlier words win over later ones when
 * two columns want the same field, so work comes before home.
 */
export const HEADER_SYNONYMS: Readonly<Record<ImportField, string>> = {
  number:
    'customer number|customer no|customer id|customer code|client number|client id|client code|account number|account no|account id|Kundennummer|Kundennr|Kunden-Nr|Kunden ID|Debitor|Debitorennummer|numéro client|n° client|code client|número de cliente|nº cliente|código cliente|código de cliente|codice cliente|klantnummer|müşteri numarası|müşteri no',
  type: 'customer type|client type|account type|Kundentyp|Kundenart|type de client|tipo de cliente|tipo cliente|klanttype|müşteri türü|company type|type|Typ|Art|tipo',
  is_company: 'is a company|is company|ist Firma|ist ein Unternehmen|est une société|es una empresa|es una compañía|é uma empresa',
  name: 'name|nom|nome|full name|display name|contact display name|file as|fn|Anzeigename|vollständiger Name|nom complet|nombre completo|nome completo|customer name|client name|account name|Kundenname|Kunde|nom du client|nombre del cliente|nome do cliente|nome cliente|klantnaam|müşteri adı|third-party name|thirdparty|tiers|nom du tiers',
  company_name:
    'company name|company|organization|organisation|organization name|organization 1 name|organisation name|related company|parent company|Firma|Firmenname|Unternehmen|Organisation|société|entreprise|raison sociale|nom de la société|nom de l’entreprise|empresa|nombre de la empresa|compañía|razón social|nome da empresa|azienda|ragione sociale|società|bedrijf|bedrijfsnaam|şirket|şirket adı|firma adı|work organization|associated company',
  title: 'title|salutation|name prefix|honorific|honorific prefix|Anrede|Titel|civilité|tratamiento|tratamento|salutation name|aanhef',
  first_name:
    'first name|firstname|given name|forename|Vorname|prénom|nombre de pila|nombres|nombre|primeiro nome|nome próprio|voornaam|adı|ad',
  middle_name: 'middle name|additional name|second name|zweiter Vorname|deuxième prénom|segundo nombre|segundo nome|tussenvoegsel',
  last_name:
    'last name|lastname|family name|surname|Nachname|Familienname|Zuname|nom de famille|apellido|apellidos|sobrenome|apelido|último nome|cognome|achternaam|soyadı|soyad',
  email:
    'email|e-mail|e-mail address|email address|mail|primary email|primary e-mail|e-mail 1 value|email 1|e-mail 1|E-Mail-Adresse|Mailadresse|courriel|adresse e-mail|adresse email|adresse mail|correo|correo electrónico|dirección de correo electrónico|endereço de e-mail|correio eletrónico|indirizzo e-mail|posta elettronica|e-mailadres|e-posta|eposta|work email|business email|company email|invoice email',
  phone:
    'phone|phone number|telephone|telephone number|tel|business phone|work phone|company phone|company main phone|primary phone|phone 1|phone 1 value|telephone 1|Telefon|Telefonnummer|Tel. geschäftlich|Tel. (geschäftl.)|Telefon geschäftlich|Telefon 1|Festnetz|téléphone|téléphone professionnel|n° de téléphone|teléfono|número de teléfono|teléfono 1|telefone|telefono|telefoon|telefoonnummer|phone office|office phone|home phone|mobile phone|mobile|mobile number|cell phone|Mobil|Handy',
  fax: 'fax|fax number|business fax|work fax|Telefax|Faxnummer|télécopie|télécopieur|número de fax|faks|home fax',
  website:
    'website|web site|web|web page|web page 1|webpage|url|homepage|home page|website url|website 1 value|company domain name|Webseite|Internet|Internetadresse|site web|site internet|sitio web|página web|site|sito web|webadres|web sitesi|web page 2',
  vat_number:
    'VAT number|VAT|VAT ID|VAT no|vat reg no|tax id|tax number|TIN|TVA|tax identification number|sic code vat|USt-IdNr|USt-ID|UStID|Umsatzsteuer-ID|Steuernummer|numéro de TVA|n° TVA|TVA intracommunautaire|n° TVA intracommunautaire|NIF|CIF|NIF/CIF|RFC|NIT|CNPJ|partita IVA|P.IVA|btw-nummer|btw nummer|vergi no|vergi numarası',
  currency: 'currency|default currency|currency code|Währung|devise|monnaie|moneda|divisa|moeda|valuta|para birimi',
  language: 'language|default language|lang|Sprache|Standardsprache|langue|langue par défaut|idioma|lingua|taal|dil',
  discount_kind: 'discount type|discount kind|Rabattart|type de remise|tipo de descuento',
  discount_percent: 'discount|discount percent|discount %|customer discount|Rabatt|Rabatt %|Rabatt in %|remise|remise %|descuento|desconto|sconto|korting',
  tax_exempt: 'tax exempt|tax exemption|steuerbefreit|exonéré de taxe|exento de impuestos',
  payment_terms: 'payment terms|payment terms in days|payment days|net days|Zahlungsziel|Zahlungsziel in Tagen|Zahlungsfrist|délai de paiement|conditions de paiement|plazo de pago|prazo de pagamento|termini di pagamento|betalingstermijn',
  credit_limit: 'credit limit|Kreditlimit|Kreditrahmen|encours autorisé|plafond de crédit|límite de crédito|limite de crédito|kredietlimiet|outstanding limit',
  credit_rating: 'credit rating|rating|Bonität|notation|calificación crediticia',
  country:
    'country|country code|country region|country/region|business country|business country/region|work country|billing address country main|address 1 country|Land|Länderkürzel|Ländercode|pays|code pays|país|paese|nazione|ülke|home country|home country/region|address country',
  state:
    'state|state/province|state province|province|region|state/region|county/state|business state|work state|address 1 region|Bundesland|Kanton|Provinz|Region|état|département|région|estado|provincia|provincia/estado|comunidad autónoma|regione|provincie|il|eyalet|home state|state id|address state|county',
  city: 'city|town|town/city|city/town|locality|business city|work city|address 1 city|Ort|Stadt|Wohnort|ville|commune|ciudad|localidad|población|cidade|località|città|plaats|woonplaats|şehir|home city|address city',
  postcode:
    'postcode|post code|postal code|zip|zip code|zipcode|zip/postal code|business postal code|work zipcode|work zip|address 1 postal code|PLZ|Postleitzahl|code postal|cp|código postal|codigopostal|cep|cap|postcode plaats|posta kodu|home postal code|home zipcode|address postal code',
  street:
    'street|address|street address|address 1|address line 1|street 1|business street|work address|address 1 street|Straße|Strasse|Straße und Hausnummer|Anschrift|Adresse|rue|adresse 1|adresse ligne 1|dirección|calle|domicilio|endereço|rua|morada|indirizzo|via|adres|straat|sokak|home street|home address|address street',
  street_2: 'address 2|address line 2|street 2|street2|business street 2|work address 2|Adresszusatz|Zusatz|complément d’adresse|adresse 2|dirección 2|home street 2|home address 2',
  billing_country: 'billing country|invoice country|billing address country|Rechnungsland|pays de facturation|país de facturación',
  billing_state: 'billing state|billing province|billing address state|état de facturation|provincia de facturación',
  billing_city: 'billing city|invoice city|billing address city|Rechnungsort|ville de facturation|ciudad de facturación',
  billing_postcode: 'billing postcode|billing zip|billing zip code|billing postal code|billing address postal code|Rechnungs-PLZ|code postal de facturation|código postal de facturación',
  billing_street: 'billing street|billing address|invoice address|billing address street|Rechnungsadresse|Rechnungsstraße|adresse de facturation|dirección de facturación',
  groups:
    'groups|group|customer groups|customer group|group membership|labels|tags|tag|categories|category|Kundengruppe|Kundengruppen|Gruppe|Gruppen|Kategorie|Kategorien|groupe|groupes|catégorie|catégories|étiquettes|grupo|grupos|categoría|categorías|etiquetas|gruppo|gruppi|groep|grup',
  products: 'products|products used|products and services|services|Produkte|produits|productos|produtos|prodotti|producten',
  note: 'note|notes|comment|comments|description|remarks|insights|Notiz|Notizen|Bemerkung|Bemerkungen|Kommentar|Beschreibung|remarque|remarques|commentaire|notas|nota|observaciones|comentarios|observações|opmerking|opmerkingen|note public|notlar',
  active: 'active|is active|enabled|aktiv|actif|activo|ativo|attivo|actief',
  contact_name: 'contact|contact name|contact person|contact full name|primary contact|primary contact name|Ansprechpartner|Kontaktperson|Kontakt|interlocuteur|personne de contact|persona de contacto|contacto|nombre de contacto|pessoa de contato|referente|contactpersoon',
  contact_first_name: 'contact first name|primary contact first name|Ansprechpartner Vorname|prénom du contact|nombre del contacto',
  contact_last_name: 'contact last name|primary contact last name|Ansprechpartner Nachname|nom du contact|apellido del contacto',
  contact_email: 'contact email|contact e-mail|primary contact email|E-Mail Ansprechpartner|Ansprechpartner E-Mail|e-mail du contact|correo del contacto',
  contact_phone:
    'contact phone|contact phone number|primary contact phone|Telefon Ansprechpartner|Ansprechpartner Telefon|téléphone du contact|teléfono del contacto|phone 2|phone 2 value|telephone 2|Telefon 2|business phone 2|mobile|mobile phone|mobile number|cell|cell phone|cellphone|Mobil|Mobiltelefon|Mobilnummer|Handy|mobile no|portable|téléphone portable|móvil|teléfono móvil|celular|telemóvel|cellulare|mobiel|cep telefonu',
  contact_position: 'position|job title|job position|contact title|contact position|role|function|occupation|organization title|organization 1 title|Position im Unternehmen|Funktion|Stelle|Berufsbezeichnung|fonction|poste|poste/fonction|cargo|puesto|ruolo|functie|unvan|görev',
  contact_handle: 'skype|handle|contact handle|skype name|screen name|im address|im 1 value|twitter',
  contact_language: 'contact language|Sprache des Ansprechpartners|langue du contact|idioma del contacto',
};

/** Words in front of a heading that say whose it is and not what: "Kunden E-Mail", "Primary address city". */
export const HEADER_PREFIXES = [
  'customer', 'client', 'account', 'company', 'primary', 'main', 'work', 'business', 'office', 'kunden', 'kunde', 'firmen',
  'geschaftlich', 'geschaftliche', 'address1', 'address', 'adresse', 'partner', 'properties', 'lead',
] as const;
