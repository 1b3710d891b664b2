-- SPDX-License-Identifier: Apache-2.0
-- Zgorzelec's own answers (invented, to show how); what is not here, standard.lua answers.
local zgorzelec = {}

local function counts_from(child)
  return add(child.birth_date, "6 months")
end

-- A child takes no place until it is six months old.
function zgorzelec.places_needed(case)
  local places = 1
  for _, child in ipairs(case.children) do
    if not child.birth_date or counts_from(child) <= today then places = places + 1 end
  end
  return places
end

-- So the places are counted anew on the day on which a child becomes six months old.
function zgorzelec.household_changed(case)
  standard.household_changed()
  for number, child in ipairs(case.children) do
    local id = "recount-" .. number
    cancel(id)
    if child.birth_date and today < counts_from(child) then
      send("places_recount", {after = days(today, counts_from(child)) .. " days", id = id})
    end
  end
end

-- Foreign papers are complete only with their translation.
function zgorzelec.docs_complete(case)
  if not case.foreign_papers then return standard.docs_complete() end
  for _, kind in ipairs(case.documents) do
    if kind == "translation" then return standard.docs_complete() end
  end
  return false, "missing: translation"
end

return zgorzelec
