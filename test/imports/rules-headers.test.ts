import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sniffCsv } from '../../src/kernel/csv/csv-reader';
import { CsvRefused } from '../../src/kernel/csv/csv-refused';
import { recogniseHeaders } from '../../src/modules/imports/rules/header-recognition';
import { IMPORT_FIELDS, type ImportField } from '../../src/modules/imports/rules/import-fields';

const languages = join(__dirname, '..', '..', 'views', 'languages');
const labelsOf = (language: string) => JSON.parse(readFileSync(join(languages, language, 'import_fields.json'), 'utf8')) as Record<ImportField, string>;
const fields = (line: string): string => recogniseHeaders(line.split(',')).map((c) => (c.field ?? '-') + (c.sure ? '' : '?')).join(',');

describe('recognising headings', () => {
  it('knows its own fields one to one', () => expect(recogniseHeaders(IMPORT_FIELDS).map((c) => c.field)).toEqual([...IMPORT_FIELDS]));

  it.each(readdirSync(languages))('knows the labels of its pages one to one in the language %s', (language) => {
    const labels = labelsOf(language);
    expect(recogniseHeaders(IMPORT_FIELDS.map((f) => labels[f]), labels).map((c) => c.field)).toEqual([...IMPORT_FIELDS]);
  });

  it.each(readdirSync(languages))('knows a list saved in the language %s for somebody who reads another one', (language) => {
    const labels = labelsOf(language);
    const others = readdirSync(languages).filter((other) => other !== language).map(labelsOf);
    expect(recogniseHeaders(IMPORT_FIELDS.map((f) => labels[f]), ...others, labels).map((c) => c.field)).toEqual([...IMPORT_FIELDS]);
  });

  it.each([
    ['Perfex', 'Company,VAT Number,Phone,Country,City,Zip Code,State,Address,Website,Firstname,Lastname,Email', 'company_name,vat_number,phone,country,city,postcode,state,street,website,first_name,last_name,email'],
    ['HubSpot', 'Record ID,First Name,Last Name,Email,Phone Number,Company name,Job Title', '-,first_name,last_name,email,phone,company_name,contact_position'],
    ['Outlook', 'Title,First Name,Middle Name,Last Name,Company,Job Title,Business Street,Business City,Business Postal Code,Business Country/Region,Home City,Business Phone,Mobile Phone,E-mail Address,Web Page,Notes',
      'title,first_name,middle_name,last_name,company_name,contact_position,street,city,postcode,country,-,phone,contact_phone,email,website,note'],
    ['Google Contacts', 'First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country', 'first_name,last_name,company_name,contact_position,email,phone,street,city,postcode,country'],
    ['EspoCRM', 'Name,Website,Email Address,Phone,Type,Billing Address Street,Billing Address City', 'name,website,email,phone,type,billing_street,billing_city'],
    ['Dolibarr', 'Third-party name,Customer code,Address,Zip Code,Town,Country,Phone,Email,VAT ID', 'name,number,street,postcode,city,country,phone,email,vat_number'],
    ['German', 'Kundennr.,Firma,E-Mail-Adresse,Tel. (geschäftl.),Straße,PLZ,Ort,Land,Ansprechpartner,Bemerkung 2', 'number,company_name,email,phone,street,postcode,city,country,contact_name,note?'],
    ['German people', 'Anrede,Name,Vorname,Geschäftliche E-Mail', 'title,last_name?,first_name,email?'],
    ['French', 'Nom,Prénom,Société,Courriel,Téléphone,Adresse,Code postal,Ville,Pays', 'last_name?,first_name,company_name,email,phone,street,postcode,city,country'],
    ['Spanish', 'Nombre,Apellidos,Empresa,Correo electrónico,Teléfono,Dirección,Código postal,Ciudad,País', 'first_name,last_name,company_name,email,phone,street,postcode,city,country'],
    ['Italian', 'Cognome,Nome,Azienda,Città', 'last_name,first_name?,company_name,city'],
    ['Spanish companies', 'Nombre,NIF,Ciudad', 'name?,vat_number,city'],
    ['spaces, case and nonsense', ' E-MAIL ,,__proto__,constructor,Foo', 'email,-,-,-,-'],
    ['twice the same', 'Email,Email,Phone,Phone', 'email,-,phone,-'],
  ])('%s', (_program, header, expected) => expect(fields(header)).toBe(expected));
});

const shared = join(__dirname, '..', '..', '..', 'shared', 'data', 'customers');
(existsSync(shared) ? describe : describe.skip)('headings of other people’s files', () => {
  it.each([
    ['northwind-customers-clean.csv', 'number,company_name,contact_name,contact_position,street,city,state,postcode,country,phone,fax'],
    ['odoo-o2m_customers_contacts.csv', 'name,is_company,company_name,-,street,postcode,city,state,country'],
    ['chinook-customers.csv', 'number,first_name,last_name,company_name,street,city,state,country,postcode,phone,fax,email,-'],
    ['briandunning-us-500.csv', 'first_name,last_name,company_name,street,city,-,state,postcode,phone,contact_phone,email,website'],
    ['thunderbird-csv_semicolon.csv', 'name,first_name,last_name,email'],
  ])('%s', async (name, expected) => {
    const shape = await sniffCsv(join(shared, name));
    if (shape instanceof CsvRefused) throw shape;
    expect(recogniseHeaders(shape.header).map((c) => c.field ?? '-').join(',')).toBe(expected);
  });
});
