-- SPDX-License-Identifier: Apache-2.0
-- Gdańsk's own answers (invented, to show how); what is not here, standard.lua answers.
local gdansk = {}

-- Two homes: whoever flees violence or danger comes to MONAR, which is guarded; all others to Matemblewo.
function gdansk.choose_home(case)
  if case.violence or case.danger then return "dsm-monar" end
  return "dsm-matemblewo"
end

-- For her first 30 days in the house the home coordinates, then the social worker.
function gdansk.coordinator(case)
  if case.sheltered and today < add(case.arrived_on, "30 days") then return role.home end
  return role.centre
end

-- After violence nobody is barred, whatever happened in the house.
function gdansk.may_return(case)
  if case.violence then return true end
  return standard.may_return()
end

return gdansk
