import { Module } from '@nestjs/common';
import { CustomerSummary } from '../customers/page/customer-summary';
import { ContactsModule } from '../contacts/contacts.module';
import { CustomersModule } from '../customers/customers.module';
import { EmailChangeController } from './account/email-change.controller';
import { EmailChanges } from './account/email-change.service';
import { OwnPassword } from './account/own-password.service';
import { OwnProfile } from './account/own-profile.service';
import { AreaSessionsController } from './account/own-sessions.controller';
import { AreaPasswordChangeController } from './account/password-change.controller';
import { AreaPasswordLinkController } from './account/password-link.controller';
import { AreaProfileController } from './account/profile.controller';
import { AreaLetters } from './area-letters';
import { ChangeRequestQueries } from './change-requests/change-requests.queries';
import { ChangeRequests } from './change-requests/change-requests.service';
import { ChangeRequestsController } from './change-requests/change-requests.controller';
import { ColleagueInvitationController } from './colleagues/colleague-invitation.controller';
import { ColleagueController } from './colleagues/colleague.controller';
import { ColleaguesController } from './colleagues/colleagues.controller';
import { ColleagueQueries } from './colleagues/colleagues.queries';
import { Colleagues } from './colleagues/colleagues.service';
import { CompanyData } from './company/company-data.service';
import { CompanyController } from './company/company.controller';
import { CompanyPages } from './company/company.pages';
import { CompanyEdits } from './company/company.service';
import { ContactSessionRows } from './contact-sessions.queries';
import { CleanRegistrations } from './registration/clean-registrations.job';
import { RegistrationLetters } from './registration/registration-letters';
import { RegistrationReviewController } from './registration/registration-review.controller';
import { RegistrationReview } from './registration/registration-review.service';
import { RegistrationVerificationController } from './registration/registration-verification.controller';
import { RegistrationVerification } from './registration/registration-verification.service';
import { RegistrationWaitingController } from './registration/registration-waiting.controller';
import { RegistrationController } from './registration/registration.controller';
import { RegistrationRows } from './registration/registrations.queries';
import { Registrations } from './registration/registrations.service';
import { CompanyCards } from './dashboard/company-card';
import { DashboardController } from './dashboard/dashboard.controller';
import { EndImpersonations } from './impersonation/end-impersonations.job';
import { ImpersonationEntryController } from './impersonation/impersonation-entry.controller';
import { ImpersonationController } from './impersonation/impersonation.controller';
import { ImpersonationRows } from './impersonation/impersonations.queries';
import { Impersonations } from './impersonation/impersonations.service';
import { LanguageController } from './language/language.controller';
import { OwnSecondFactorController } from './second-factor/own-second-factor.controller';
import { OwnSecondFactor } from './second-factor/own-second-factor.service';
import { AreaEntrance } from './sign-in/area-entrance';
import { AreaSignInCodeController } from './sign-in/area-sign-in-code.controller';
import { AreaSignInController } from './sign-in/area-sign-in.controller';
import { AreaSignIn } from './sign-in/area-sign-in.service';
import { ContactCredentials, ContactStrategy } from './sign-in/contact.strategy';
import { SignInQueries } from './sign-in/sign-in.queries';

const SIGN_IN = [AreaEntrance, AreaSignIn, ContactCredentials, ContactSessionRows, ContactStrategy, SignInQueries];
const REGISTRATION = [CleanRegistrations, RegistrationLetters, RegistrationReview, RegistrationRows, Registrations, RegistrationVerification];
const IMPERSONATION = [EndImpersonations, ImpersonationRows, Impersonations];
const ACCOUNT = [EmailChanges, OwnPassword, OwnProfile, OwnSecondFactor];
const COMPANY = [CompanyCards, ChangeRequestQueries, ChangeRequests, CompanyData, CompanyEdits, CompanyPages];

/** The customers area at the base URL: contacts sign in and help themselves (ARE). */
@Module({
  imports: [ContactsModule, CustomersModule],
  controllers: [
    ImpersonationController, ImpersonationEntryController, RegistrationController, RegistrationReviewController, RegistrationVerificationController, RegistrationWaitingController,
    AreaSignInController, AreaSignInCodeController, AreaPasswordLinkController, AreaPasswordChangeController, DashboardController, LanguageController,
    EmailChangeController, AreaSessionsController, OwnSecondFactorController, AreaProfileController, CompanyController, ColleaguesController, ColleagueInvitationController, ColleagueController, ChangeRequestsController,
  ],
  providers: [...SIGN_IN, ...ACCOUNT, ...REGISTRATION, ...IMPERSONATION, ...COMPANY, ColleagueQueries, Colleagues, AreaLetters],
  exports: [ChangeRequestQueries, ContactSessionRows],
})
export class AreaModule {
  constructor(summary: CustomerSummary, requests: ChangeRequestQueries) {
    summary.add('changeRequest', async (_actor, customerId) => {
      const last = await requests.last(customerId);
      return { waiting: last?.state === 'waiting' ? last : null };
    });
  }
}
