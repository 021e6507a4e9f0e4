/**
 * 200 things people type into the search, the same each time: whole and partial names, common and rare words, pairs, e-mail
 * addresses, telephones however written, numbers, other scripts, and what nobody is called.
 */
export function searchTerms(demoCustomer, customers) {
  const someone = (place) => demoCustomer(Math.floor((place * 7919 * 31) % Math.min(customers, 900_000)));
  const terms = new Set();
  const add = (kind, count, make) => {
    let added = 0;
    for (let place = 1; added < count && place < 20_000; place += 1) {
      const term = make(place);
      if (!term || [...term].length < 3 || terms.has(term)) continue;
      terms.add(term);
      kinds.push([kind, term]);
      added += 1;
    }
  };
  const kinds = [];
  const companies = (place) => (someone(place).type === 'company' ? someone(place) : null);
  const latin = (text) => (/^[\p{Script=Latin}\d .,'’&-]+$/u.test(text ?? '') ? text : null);
  add('whole company', 20, (place) => latin(companies(place)?.companyName));
  add('first word', 20, (place) => latin(companies(place)?.companyName)?.split(' ')[0]);
  add('inner letters', 25, (place) => latin(companies(place)?.companyName)?.split(' ')[0].slice(2, 7).toLowerCase());
  add('family name', 15, (place) => latin(someone(place).lastName));
  add('first and last', 20, (place) => (someone(place).type === 'person' ? `${someone(place).firstName} ${someone(place).lastName}` : null));
  add('parts of two', 15, (place) => (latin(someone(place).lastName) && latin(someone(place).firstName) ? `${someone(place).firstName.slice(0, 3)} ${someone(place).lastName.slice(0, 3)}` : null));
  add('e-mail', 12, (place) => someone(place).contacts[0].email);
  add('beginning of an e-mail', 6, (place) => someone(place).contacts[0].email.split('@')[0]);
  add('domain', 5, (place) => `@${someone(place).email.split('@')[1]}`);
  add('telephone as stored', 8, (place) => someone(place).phone);
  add('telephone, digits alone', 8, (place) => someone(place).phone.replace(/\D/g, ''));
  add('telephone, last six', 8, (place) => someone(place).phone.replace(/\D/g, '').slice(-6));
  add('customer number', 5, (place) => `C-${String(1 + ((place * 7919) % customers)).padStart(5, '0')}`);
  add('other script', 20, (place) => (latin(someone(place).lastName) ? null : someone(place).lastName));
  const FIXED = ['gmbh', 'ann', 'mar', 'ing', 'info', 'example', 'service', 'the', 'qqqxyz', 'xxyyzz', 'zzzz zzzz', '00000000', '@nowhere.invalid'];
  add('very common or none', FIXED.length, (place) => FIXED[place - 1]);
  return kinds.slice(0, 200);
}
