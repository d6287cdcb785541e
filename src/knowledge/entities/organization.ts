import type { EntityTemplate } from "../template.ts";
import { ADDRESS } from "./parts.ts";

/** Companies, teams and the people who work in them. */
export const organization: readonly EntityTemplate[] = [
  {
    name: "Organization",
    aliases: ["Organisation", "Org", "Company", "Workspace", "Tenant"],
    doc: "A company, association or other group that owns data.",
    softDelete: true,
    fields: {
      name: "string(160)",
      slug: "slug unique",
      description: "text?",
      email: "email? pii=contact",
      website: "url?",
      domain: "string(255)?",
      logoUrl: "url?",
      settings: "json = {}",
    },
    relations: {
      owner: { is: "one? User as ownedOrganizations on delete set null", why: "The organization outlives its owner" },
    },
    checks: { organizations_name_length: "length(name) >= 2" },
    indexes: {
      idx_organizations_domain: { fields: ["domain"], unique: true, where: "domain is not null and deletedAt is null" },
    },
    why: {
      softDelete: "Its records have to stay readable for audits after it is closed",
      idx_organizations_domain: "An e-mail domain identifies one organization; most have none",
    },
  },
  {
    name: "Team",
    aliases: ["Squad", "Crew"],
    doc: "People who work together.",
    fields: {
      name: "string(120)",
      slug: "slug",
      description: "text?",
      logoUrl: "url?",
    },
    relations: {
      organization: {
        is: "one Organization as teams on delete cascade",
        or: ["Department", "Club"],
        why: "A team is part of its organization",
      },
      members: {
        is: "many User as many teams",
        or: ["Employee", "Player"],
        unless: ["Membership"],
        why: "People are in several teams, teams have several people",
      },
      lead: { is: "one? User as ledTeams on delete set null", or: ["Employee"], why: "A team may be without a lead" },
    },
    keys: { teams_organization_slug_key: ["organization", "slug"] },
    why: { teams_organization_slug_key: "The short name is unique within the organization" },
  },
  {
    name: "Membership",
    aliases: ["OrganizationMember", "OrganizationMembership", "OrgMember", "TeamMember", "WorkspaceMember"],
    doc: "That a user belongs to an organization, and as what.",
    types: { MembershipRole: ["owner", "admin", "member", "guest"] },
    fields: {
      role: "MembershipRole = member",
      joinedAt: "datetime = now()",
      leftAt: "datetime?",
    },
    relations: {
      user: {
        is: "one User as memberships on delete cascade",
        or: ["Customer", "Employee", "Person"],
        why: "A membership is a fact about two rows and goes with either",
      },
      organization: {
        is: "one Organization as memberships on delete cascade",
        or: ["Team", "Project", "Group", "Club"],
        why: "A membership is a fact about two rows and goes with either",
      },
      role: { is: "one Role as memberships on delete restrict", why: "A role in use cannot be removed" },
    },
    keys: { memberships_organization_user_key: ["organization", "user"] },
    checks: { memberships_left_after_joined: "leftAt >= joinedAt" },
    indexes: { idx_memberships_organization_role: ["organization", "role"] },
    why: { memberships_organization_user_key: "Nobody is a member of the same organization twice" },
  },
  {
    name: "Department",
    aliases: ["Division", "BusinessUnit"],
    doc: "A unit of an organization, in a tree.",
    fields: {
      code: "string(20)",
      name: "string(120)",
      costCenter: "string(40)?",
    },
    relations: {
      organization: { is: "one Organization as departments on delete cascade", why: "A department is part of it" },
      parent: {
        is: "one? Department as children on delete restrict",
        why: "Units form a tree; one with sub-units cannot be removed",
      },
      manager: {
        is: "one? Employee as managedDepartments on delete set null",
        or: ["User"],
        why: "A department may be without a manager",
      },
    },
    keys: { departments_organization_code_key: ["organization", "code"] },
  },
  {
    name: "Position",
    aliases: ["JobTitle", "JobPosition"],
    doc: "A job that employees hold.",
    fields: {
      title: "string(120) unique",
      level: "smallint? min=1 max=20",
      minSalary: "money? min=0",
      maxSalary: "money? min=0",
      description: "text?",
    },
    relations: {
      department: { is: "one? Department as positions on delete set null", why: "A position may be company-wide" },
    },
    checks: { positions_salary_range: "maxSalary >= minSalary" },
  },
  {
    name: "Employee",
    aliases: ["Staff", "StaffMember", "Worker"],
    doc: "Somebody who works for the organization.",
    types: { EmployeeStatus: ["active", "on_leave", "terminated"] },
    fields: {
      employeeNumber: "string(20) unique",
      firstName: "string(80) pii=name",
      lastName: "string(80) pii=name",
      email: "email unique pii=contact",
      phone: "phone? pii=contact",
      birthDate: "date? pii=birthdate",
      photoUrl: "url?",
      jobTitle: "string(120)?",
      salary: "money? min=0 pii=financial",
      hiredOn: "date",
      terminatedOn: "date?",
      status: "EmployeeStatus = active",
      notes: "text?",
    },
    without: { Address: ADDRESS },
    relations: {
      organization: {
        is: "one Organization as employees on delete restrict",
        why: "An organization with employees cannot be removed",
      },
      department: {
        is: "one? Department as employees on delete set null",
        or: ["Team"],
        why: "People stay when their department is dissolved",
      },
      position: { is: "one? Position as employees on delete set null", why: "A job may be undefined for a while" },
      manager: { is: "one? Employee as reports on delete set null", why: "Reports stay when their manager leaves" },
      location: { is: "one? Location as employees on delete set null", why: "Where they work, if at one place" },
      user: { is: "one? User as employee unique on delete set null", why: "Not every employee can sign in" },
    },
    checks: { employees_terminated_after_hired: "terminatedOn >= hiredOn" },
    indexes: {
      idx_employees_last_first_name: ["lastName", "firstName"],
      idx_employees_department_active: { fields: ["department"], where: "status = 'active'" },
    },
    why: { salary: "Exact decimal, never floating point" },
  },
  {
    name: "Address",
    aliases: ["PostalAddress", "ShippingAddress", "BillingAddress"],
    doc: "A postal address.",
    fields: {
      label: "string(50)?",
      recipient: "string(160)? pii=name",
      line1: "string(200) pii=address",
      line2: "string(200)? pii=address",
      city: "string(100)",
      region: "string(100)?",
      postalCode: "string(20)? pii=address",
      country: "country",
      phone: "phone? pii=contact doc='For the carrier'",
      isDefault: "boolean = false",
    },
    relations: {
      customer: {
        is: "one? Customer as addresses on delete cascade",
        or: ["User", "Patient", "Contact"],
        subject: true,
        why: "An address book belongs to one person; suppliers and places have addresses too",
      },
      city: { is: "one City as addresses on delete restrict", why: "Only cities that are listed" },
      country: {
        is: "one Country as addresses on delete restrict",
        unless: ["City"],
        why: "Only countries that are listed; with cities it is known from there",
      },
    },
    indexes: {
      idx_addresses_one_default: { fields: ["customer"], unique: true, where: "isDefault = true" },
      idx_addresses_country_postal_code: ["country", "postalCode"],
    },
    why: {
      postalCode: "A string, not a number: leading zeros and letters count; some countries have none",
      idx_addresses_one_default: "At most one default address a person",
    },
  },
  {
    name: "City",
    aliases: ["Town", "Municipality"],
    doc: "A city, to choose addresses and places from.",
    fields: {
      name: "string(120)",
      region: "string(100)?",
      population: "int? min=0",
      latitude: "latitude?",
      longitude: "longitude?",
      timezone: "string(64)?",
    },
    relations: {
      country: { is: "one Country as cities on delete restrict", why: "A country with cities cannot be removed" },
    },
    keys: { cities_country_region_name_key: ["country", "region", "name"] },
    checks: {
      cities_coordinates_together:
        "(latitude is null and longitude is null) or (latitude is not null and longitude is not null)",
    },
    why: { cities_country_region_name_key: "A name may stand for several cities, but in one region for one" },
  },
  {
    name: "Country",
    aliases: ["Nation"],
    doc: "A country of ISO 3166.",
    id: "none",
    timestamps: false,
    fields: {
      code: "char(2) primary",
      name: "string(80) unique",
      callingCode: "string(8)?",
      currency: "currency?",
    },
    checks: { countries_code_upper: "code = upper(code)" },
    why: { id: "The ISO code never changes and is what people read: it is the key" },
  },
];
