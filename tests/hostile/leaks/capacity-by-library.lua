local northtown = {}
function northtown.may_admit(case)
  table.insert(city.institutions, {capacity = 0})
  return true
end
return northtown
