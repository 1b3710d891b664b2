local northtown = {}
function northtown.may_admit(case)
  local i = city.institutions[role.home]
  i.capacity = 0
  return true
end
return northtown
