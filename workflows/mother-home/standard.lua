-- SPDX-License-Identifier: Apache-2.0
--
-- The package's own answer to every question that a city may answer otherwise. Each hook says whose question it is and
-- why it is answered so. Numbers of law stand in the workflows and parameters, with their basis, never here.

local standard = {}

-- Is an institution of a kind? It may be of several.
local function is_kind(institution, wanted)
  local kinds = institution.kind
  if type(kinds) == "string" then return kinds == wanted end
  for _, kind in ipairs(kinds) do
    if kind == wanted then return true end
  end
  return false
end

-- The institution of a kind among those of a city; nil if it has none. A city with several says in its own hook which.
local function of_kind(institutions, wanted)
  for id, institution in pairs(institutions) do
    if is_kind(institution, wanted) then return id end
  end
  return nil
end

-- The hour of the step's time in the city, 0 to 23.
local function hour()
  return tonumber(string.sub(tostring(now), 12, 13))
end

-- The home that takes her in, or that would.
local function home_of(case)
  return case.home or hook.choose_home()
end

local function free_places(case)
  local home = home_of(case)
  return (city.institutions[home].capacity or 0) - occupied(home)
end

-- Asked by the intake: most cities have one home.
function standard.choose_home(case)
  return of_kind(city.institutions, "dsm")
end

-- Asked by the intake: the home's duty worker is awake at any hour.
function standard.desk(case)
  return role.home
end

-- Asked by the stay: who coordinates the support plan, by default the social worker of the centre.
function standard.coordinator(case)
  if param.coordinator == "home" then return role.home end
  return role.centre
end

-- Asked by the exit: the centre of the place where she goes, if that city works with this system; else ours hands over.
function standard.next_centre(case)
  local there = case.next_municipality and profile(case.next_municipality)
  return there and of_kind(there.institutions, "ops") or role.centre
end

-- Asked by the centre: last permanent registration; in urgent cases and for whoever already stays here, the place of stay.
function standard.competent_here(case)
  if case.competent_commune then
    return case.competent_commune == city.id, "another commune was named as competent"
  end
  if case.home_municipality == city.id or case.danger or case.sheltered then return true end
  return false, "the commune of the last permanent registration is competent"
end

-- Asked by the intake: whom the home is for, and what this home can take.
function standard.eligible(case)
  if not case.pregnant and #case.children == 0 then return false, "neither pregnant nor with children" end
  if #case.children > param.children_max then return false, "more children than the home can take" end
  for _, child in ipairs(case.children) do
    if child.birth_date and age(child) >= param.child_max_age then return false, "a child is too old for this home" end
  end
  if case.mother and case.mother.sex == "male" and not param.fathers then return false, "this home does not take fathers" end
  if param.residents_only and case.home_municipality ~= city.id then return false, "this home is for residents only" end
  return true
end

-- Asked by the intake in an emergency: some homes open at night only to the police or the centre.
function standard.may_arrive(case)
  local night = hour() < 6 or hour() >= 22
  if not night or param.night_intake == "open" then return true end
  if param.night_intake == "closed" then return false, "no admission at night" end
  local escorted = case.reporter == "police" or case.reporter == "centre"
  return escorted, "at night only with the police or the centre"
end

-- Asked by whoever counts places: one for her and one for each child.
function standard.places_needed(case)
  return 1 + #case.children
end

-- Asked by the county and the home: a regular place.
function standard.place_free(case)
  return hook.places_needed() <= free_places(case), "no free place"
end

-- Asked in an emergency: a regular place, or as many cots as the home may add.
function standard.room_at_once(case)
  return hook.places_needed() <= free_places(case) + param.overflow, "neither a place nor a cot"
end

-- Called on arrival, at a birth and when a place is to be counted anew. Tells the stay when a child comes of age.
function standard.household_changed(case)
  case.places = hook.places_needed()
  for number, child in ipairs(case.children) do
    local id = "of-age-" .. number
    cancel(id)
    if child.birth_date and age(child) >= 16 and age(child) < 18 then
      send("member_adult", {after = days(today, add(child.birth_date, "18 years")) .. " days", id = id})
    end
  end
end

-- Asked by the centre: the papers that admission needs.
function standard.docs_complete(case)
  local needed = {"application", "medical"}
  if #case.children > 0 then needed[#needed + 1] = "birth" end
  if case.home_municipality ~= city.id then needed[#needed + 1] = "cost_consent" end
  for _, kind in ipairs(param.documents_extra) do needed[#needed + 1] = kind end
  for _, kind in ipairs(needed) do
    local found = false
    for _, received in ipairs(case.documents) do found = found or received == kind end
    if not found then return false, "missing: " .. kind end
  end
  return true
end

-- Asked by the coordinator: how often a stay may be extended without a special reason.
function standard.may_extend(case)
  return case.extensions < param.extensions_max, "no further extension; the county may make an exception with its reason"
end

-- Told to the person before she agrees to a transfer: the last day under the receiving city's rules.
function standard.limit_after_transfer(case)
  local there = profile(case.transfer_to)
  if not there then return hook.limit_here() end
  local from = there.parameters.carry_over and case.limit_from or today
  return due_on(from, there.parameters.stay_limit, "none")
end

-- The last day of the stay under the rules of this city, with the extensions granted so far.
function standard.limit_here(case)
  local last = due_on(case.limit_from, param.stay_limit, "none")
  for _ = 1, case.extensions do last = due_on(last, param.extension_length, "none") end
  return last
end

-- Asked when she is absent or has gone back: the children's safety does not depend on her wish.
function standard.child_risk(case)
  return #case.children > 0 and case.violence
end

-- Asked for each monthly statement: persons times days since the last one; the day on which they leave is not billed.
function standard.person_days(case)
  local since, sum = nil, 0
  if #case.statements > 0 then since = case.statements[#case.statements]["until"] end
  for number, period in ipairs(case.billing) do
    local from, to = period.since, today
    local after = case.billing[number + 1]
    if after and after.since < to then to = after.since end
    if since and since > from then from = since end
    if from < to then sum = sum + period.persons * days(from, to) end
  end
  return sum
end

-- Asked when she wants to come back: only a breach of the house rules bars her, and only for a while.
function standard.may_return(case)
  if case.end_reason ~= "breach" or not case.left_on then return true end
  return today >= add(case.left_on, param.readmission_bar), "left after a breach of the house rules"
end

-- Asked before anybody is asked: the institution must be a home of the city that is named.
function standard.is_home_of(institution, place)
  local there = profile(place)
  local found = there and there.institutions[institution]
  return found ~= nil and is_kind(found, "dsm"), "it is no home of that city"
end

-- Asked by the sender: not twice the same one; and what a city of this site publishes about its home is read, so that no
-- data are sent where she would be refused.
function standard.candidate_fits(case, event)
  local home, place = event.data.receiver, event.data.receiver_municipality
  if not hook.is_home_of(home, place) then return false, "it is no home of that city" end
  for _, asked in ipairs(case.asked) do
    if asked == home then return false, "this institution was asked already" end
  end
  local there = profile(place).parameters
  if there.residents_only and case.home_municipality ~= place then return false, "it is for residents only" end
  for _, child in ipairs(case.children) do
    if child.birth_date and age(child) >= there.child_max_age then return false, "a child is too old for it" end
  end
  return #case.children <= there.children_max, "more children than it can take"
end

return standard
