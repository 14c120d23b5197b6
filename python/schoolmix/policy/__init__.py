"""Instruments of policy (*beleidsinstrumenten*), as scenarios take them; named after the ministry's memo."""

from __future__ import annotations

from schoolmix.policy.broad_schools import BroadSchools
from schoolmix.policy.capacity import Capacity
from schoolmix.policy.catchments import Catchments
from schoolmix.policy.central_enrolment import CentralEnrolment
from schoolmix.policy.close_school import CloseSchool
from schoolmix.policy.cost import Cost
from schoolmix.policy.double_fixed_foot import DoubleFixedFoot
from schoolmix.policy.double_list import DoubleList
from schoolmix.policy.entry import About, Amount, Range
from schoolmix.policy.fixed_registration_moment import FixedRegistrationMoment
from schoolmix.policy.friendship_schools import FriendshipSchools
from schoolmix.policy.heterogeneous_first_classes import HeterogeneousFirstClasses
from schoolmix.policy.housing_mix import HousingMix
from schoolmix.policy.information import Information
from schoolmix.policy.instrument import Instrument
from schoolmix.policy.local_education_agenda import LocalEducationAgenda
from schoolmix.policy.merge_schools import MergeSchools
from schoolmix.policy.move_school import MoveSchool
from schoolmix.policy.near_priority import NearPriority
from schoolmix.policy.nearest_school import NearestSchool
from schoolmix.policy.networks import Networks
from schoolmix.policy.new_school import NewSchool
from schoolmix.policy.parent_initiative import ParentInitiative
from schoolmix.policy.preschool import Preschool
from schoolmix.policy.quota import Quota
from schoolmix.policy.register import about, kinds, register, sources, tier
from schoolmix.policy.reserve import Reserve
from schoolmix.policy.ses_tier import SesTier
from schoolmix.policy.soft_quota import SoftQuota
from schoolmix.policy.supervision import Supervision
from schoolmix.policy.tables import tables
from schoolmix.policy.transport import Transport
from schoolmix.policy.voluntary_contribution import VoluntaryContribution
from schoolmix.policy.websites import Websites

__all__ = [
    "About",
    "Amount",
    "BroadSchools",
    "Capacity",
    "Catchments",
    "CentralEnrolment",
    "CloseSchool",
    "Cost",
    "DoubleFixedFoot",
    "DoubleList",
    "FixedRegistrationMoment",
    "FriendshipSchools",
    "HeterogeneousFirstClasses",
    "HousingMix",
    "Information",
    "Instrument",
    "LocalEducationAgenda",
    "MergeSchools",
    "MoveSchool",
    "NearPriority",
    "NearestSchool",
    "Networks",
    "NewSchool",
    "ParentInitiative",
    "Preschool",
    "Quota",
    "Range",
    "Reserve",
    "SesTier",
    "SoftQuota",
    "Supervision",
    "Transport",
    "VoluntaryContribution",
    "Websites",
    "about",
    "kinds",
    "register",
    "sources",
    "tables",
    "tier",
]
