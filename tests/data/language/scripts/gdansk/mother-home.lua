-- SPDX-License-Identifier: Apache-2.0
local gdansk = {}

-- For the first 30 days the home coordinates, then the social welfare centre, save in an emergency.
function gdansk.competent(part, case, event)
  if part == "coordinator" and case.risk == "acute" then return role.centre end
  return standard.competent(part)
end

function gdansk.may_admit(case)
  if #case.children > 4 then return false, "no room for more than four children" end
  return occupied(role.home) < city.institutions[role.home].capacity, "no free place"
end

return gdansk
