-- The package's own answer to every hook.
local standard = {}

function standard.may_admit(case)
  local capacity = city.institutions[role.home].capacity
  return occupied(role.home) < capacity, "no free place"
end

return standard
